package dev.kopi.services.node.sequencer;

import dev.kopi.core.engineapi.PayloadEnvelope;

/**
 * Coordinates several sequencers: leadership, and consensus on each block before it is published.
 */
public interface Conductor {
  /** Whether there is a conductor. */
  boolean enabled();

  /**
   * Whether this node is the leader.
   *
   * @throws dev.kopi.core.derivation.TemporaryException when the conductor does not answer
   */
  boolean isLeader();

  /**
   * Commits a block to the consensus of the sequencers.
   *
   * @throws dev.kopi.core.derivation.TemporaryException when it is not committed (yet)
   */
  void commit(PayloadEnvelope block);

  /** Makes this node the leader regardless of the consensus. */
  void overrideLeader();

  /** The conductor of a single sequencer. */
  static Conductor none() {
    return new Conductor() {
      @Override
      public boolean enabled() {
        return false;
      }

      @Override
      public boolean isLeader() {
        return true;
      }

      @Override
      public void commit(PayloadEnvelope block) {}

      @Override
      public void overrideLeader() {}
    };
  }
}
