package dev.kopi.services.node.sequencer;

/** Persists whether the sequencer runs, so that a node that restarts goes on as it was. */
public interface SequencerState {
  /** Persists nothing. */
  SequencerState NONE =
      new SequencerState() {
        @Override
        public void started() {}

        @Override
        public void stopped() {}
      };

  /**
   * The sequencer is about to start.
   *
   * @throws dev.kopi.core.derivation.TemporaryException when that cannot be persisted
   */
  void started();

  /**
   * The sequencer is about to stop.
   *
   * @throws dev.kopi.core.derivation.TemporaryException when that cannot be persisted
   */
  void stopped();
}
