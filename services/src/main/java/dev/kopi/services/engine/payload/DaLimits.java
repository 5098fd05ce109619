package dev.kopi.services.engine.payload;

/**
 * Limits on the batch size of pool transactions, set by a batcher that falls behind. Forced
 * transactions are exempt.
 */
public final class DaLimits {
  private volatile Limits current = new Limits(0, 0);

  /**
   * The limits, in estimated compressed bytes; 0 for none.
   *
   * @param perTransaction of one transaction
   * @param perBlock of a block
   */
  public record Limits(long perTransaction, long perBlock) {}

  /** The current limits. */
  public Limits current() {
    return current;
  }

  /** Sets both limits, from the next build on. */
  public void set(long perTransaction, long perBlock) {
    current = new Limits(perTransaction, perBlock);
  }
}
