package dev.kopi.services.node;

import dev.kopi.core.engineapi.PayloadEnvelope;

/** Decides among several sequencers, which must agree on a block before anyone else sees it. */
public interface Conductor {
  /** Whether there is one. */
  boolean enabled();

  /** Whether this node may sequence now. */
  boolean isLeader();

  /**
   * Agrees on a block.
   *
   * @throws dev.kopi.core.derivation.TemporaryException when the others did not agree (yet)
   */
  void commit(PayloadEnvelope block);

  /** Lets this node sequence whatever the others say. */
  void overrideLeader();

  /** There is only this sequencer. */
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
