package dev.kopi.services.node.sequencer;

/**
 * How a node sequences.
 *
 * @param enabled whether it can sequence at all
 * @param stopped whether it waits for {@code admin_startSequencer}
 * @param confirmations how many L1 blocks must lie on top of an L1 origin
 * @param maxSafeLag how many blocks the safe head may lag behind; 0 for no limit
 * @param recover whether to build blocks without pool transactions until the L1 origin has caught
 *     up
 * @param sealingMillis how long before its timestamp a block is sealed
 */
public record SequencerConfig(
    boolean enabled,
    boolean stopped,
    long confirmations,
    long maxSafeLag,
    boolean recover,
    long sealingMillis) {
  /** Does not sequence. */
  public static final SequencerConfig OFF = new SequencerConfig(false, true, 4, 0, false, 50);

  /** The same, which waits for {@code admin_startSequencer} or not. */
  public SequencerConfig withStopped(boolean waits) {
    return new SequencerConfig(enabled, waits, confirmations, maxSafeLag, recover, sealingMillis);
  }
}
