package dev.kopi.services.engine;

/**
 * Bounds on what pool transactions take in batches, set by a batcher that falls behind. Forced
 * transactions are not subject to them.
 */
public final class DaLimits {
  private volatile Limits current = new Limits(0, 0);

  /**
   * The bounds, in estimated compressed bytes; 0 for none.
   *
   * @param perTransaction of one transaction
   * @param perBlock of a block
   */
  public record Limits(long perTransaction, long perBlock) {}

  /** The bounds as they are now. */
  public Limits current() {
    return current;
  }

  /** Sets both bounds, from the next build on. */
  public void set(long perTransaction, long perBlock) {
    current = new Limits(perTransaction, perBlock);
  }
}
