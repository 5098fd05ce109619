package dev.kopi.services.node;

import dev.kopi.core.engineapi.PayloadEnvelope;

/** Takes the blocks of this sequencer to other nodes. Never blocks. */
@FunctionalInterface
public interface Gossip {
  /** Tells nobody. */
  Gossip NONE = block -> {};

  /** Sends a block that is agreed on. */
  void publish(PayloadEnvelope block);
}
