package dev.kopi.core.execution.fee;

import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;

/**
 * The DA footprint of transactions: their estimated size in batches, scaled to gas.
 *
 * @see <a
 *     href="https://specs.optimism.io/protocol/jovian/exec-engine.html#da-footprint-block-limit">DA
 *     footprint block limit</a>
 */
public final class DaFootprint {
  /** The selector of setL1BlockValuesJovian(). */
  private static final int JOVIAN_SELECTOR = 0x3db6be2b;

  private static final int ISTHMUS_SIZE = 176;
  private static final int JOVIAN_SIZE = 178;

  /** The DA footprint gas scalar, from a block's first transaction. */
  public sealed interface Scalar {
    /** Gas per byte. */
    record Known(int gasPerByte) implements Scalar {}

    /**
     * The block activates Jovian: its attributes still have the form of Isthmus, and it holds
     * deposits only.
     */
    record Activation() implements Scalar {}

    /** The transaction does not carry L1 attributes. */
    record Missing() implements Scalar {}
  }

  private DaFootprint() {}

  /** The scalar in a block's first transaction. */
  public static Scalar scalar(TransactionEnvelope first) {
    if (!(first.transaction() instanceof Transaction.Deposit deposit)) {
      return new Scalar.Missing();
    }
    Bytes data = deposit.data();
    if (data.size() == ISTHMUS_SIZE) {
      return new Scalar.Activation();
    }
    byte[] bytes = data.unsafeArray();
    if (bytes.length < JOVIAN_SIZE || BigEndian.getInt(bytes, 0) != JOVIAN_SELECTOR) {
      return new Scalar.Missing();
    }
    int high = bytes[JOVIAN_SIZE - 2] & 0xff;
    return new Scalar.Known(high << 8 | (bytes[JOVIAN_SIZE - 1] & 0xff));
  }

  /** The footprint of one transaction, in gas; 0 for a deposit. */
  public static long of(TransactionEnvelope transaction, int gasPerByte) {
    return transaction.transaction() instanceof Transaction.Deposit
        ? 0
        : DataSize.inBytes(transaction) * gasPerByte;
  }
}
