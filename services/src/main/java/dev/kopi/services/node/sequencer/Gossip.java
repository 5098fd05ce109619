package dev.kopi.services.node.sequencer;

import dev.kopi.core.engineapi.PayloadEnvelope;

/** Publishes the blocks of this sequencer to other nodes. Never blocks. */
@FunctionalInterface
public interface Gossip {
  /** Publishes nothing. */
  Gossip NONE = block -> {};

  /** Publishes a committed block. */
  void publish(PayloadEnvelope block);
}
