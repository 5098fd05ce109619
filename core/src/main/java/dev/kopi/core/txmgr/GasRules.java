package dev.kopi.core.txmgr;

import dev.kopi.core.primitives.Bytes;

/**
 * The least gas limit of a transaction that only carries data, valid under the current and the
 * upcoming rules of L1.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-7623">EIP-7623</a>
 * @see <a href="https://eips.ethereum.org/EIPS/eip-7976">EIP-7976</a>
 */
public final class GasRules {
  private static final long BASE = 21_000;
  private static final long ZERO_BYTE = 4;
  private static final long NON_ZERO_BYTE = 16;
  private static final long FLOOR_PER_TOKEN = 10;
  private static final long TOKENS_OF_NON_ZERO_BYTE = 4;
  private static final long FLOOR_PER_BYTE_AMSTERDAM = 64;

  private GasRules() {}

  /** The gas of a call with data to an account without code: the maximum over all rules. */
  public static long dataTransaction(Bytes data) {
    long nonZero = 0;
    for (byte b : data.unsafeArray()) {
      if (b != 0) {
        nonZero++;
      }
    }
    long zero = data.size() - nonZero;
    long intrinsic = BASE + ZERO_BYTE * zero + NON_ZERO_BYTE * nonZero;
    long prague = BASE + FLOOR_PER_TOKEN * (zero + TOKENS_OF_NON_ZERO_BYTE * nonZero);
    long amsterdam = BASE + FLOOR_PER_BYTE_AMSTERDAM * data.size();
    return Math.max(intrinsic, Math.max(prague, amsterdam));
  }
}
