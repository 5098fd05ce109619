package dev.kopi.core.execution.fee;

import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Bytes;

/**
 * The estimated size of a transaction in a compressed batch, by the linear model of Fjord.
 *
 * @see <a
 *     href="https://specs.optimism.io/protocol/fjord/exec-engine.html#fjord-l1-cost-fee-changes-fastlz-estimator">FastLZ
 *     estimator</a>
 */
public final class DataSize {
  /** Scaled sizes are in millionths of a byte. */
  public static final long SCALE = 1_000_000;

  /** The smallest size of a transaction, in bytes. */
  public static final long MIN_TRANSACTION_SIZE = 100;

  private static final long INTERCEPT = -42_585_600;
  private static final long COEFFICIENT = 836_500;

  private DataSize() {}

  /** The estimate for an encoded transaction in millionths of a byte. */
  public static long scaled(Bytes encoded) {
    return estimate(FastLz.compressedSize(encoded));
  }

  /** The estimate for a transaction in millionths of a byte; the transaction remembers it. */
  public static long scaled(TransactionEnvelope transaction) {
    return estimate(transaction.compressedSize(FastLz::compressedSize));
  }

  private static long estimate(int compressedSize) {
    return Math.max(INTERCEPT + COEFFICIENT * compressedSize, MIN_TRANSACTION_SIZE * SCALE);
  }

  /** The estimate for a transaction in bytes, rounded down; the transaction remembers it. */
  public static long inBytes(TransactionEnvelope transaction) {
    return scaled(transaction) / SCALE;
  }

  /** The estimate for an encoded transaction in bytes, rounded down. */
  public static long inBytes(Bytes encoded) {
    return scaled(encoded) / SCALE;
  }
}
