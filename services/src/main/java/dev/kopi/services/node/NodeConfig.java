package dev.kopi.services.node;

/**
 * How a node runs.
 *
 * @param sequencing how it sequences
 * @param finalityLookback how many L1 blocks finality is remembered for
 * @param finalityDelay how many L1 blocks are derived between two looks at finality
 * @param unsafePayloadBytes how many bytes of blocks from outside may wait
 */
public record NodeConfig(
    Sequencing sequencing, int finalityLookback, int finalityDelay, long unsafePayloadBytes) {
  /**
   * How a node sequences.
   *
   * @param enabled whether it can sequence at all
   * @param stopped whether it waits to be started
   * @param confirmations how many L1 blocks must lie on top of an origin
   * @param maxSafeLag how many blocks the safe head may lag behind; 0 for no limit
   * @param recover whether the L1 origin is to catch up, without transactions of users
   * @param sealingMillis how long before its time a block is sealed
   */
  public record Sequencing(
      boolean enabled,
      boolean stopped,
      long confirmations,
      long maxSafeLag,
      boolean recover,
      long sealingMillis) {
    /** Does not sequence. */
    public static final Sequencing OFF = new Sequencing(false, true, 4, 0, false, 50);
  }
}
