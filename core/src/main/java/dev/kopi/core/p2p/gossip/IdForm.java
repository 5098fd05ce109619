package dev.kopi.core.p2p.gossip;

import dev.kopi.core.p2p.block.MessageIds;
import dev.kopi.core.primitives.Bytes;

/** How a peer computes the ids of messages. */
public enum IdForm {
  /** As op-node: the topic goes into the hash. */
  WITH_TOPIC,
  /** As kona-node and the specification. */
  WITHOUT_TOPIC;

  Bytes of(MessageIds ids) {
    return this == WITH_TOPIC ? ids.withTopic() : ids.withoutTopic();
  }
}
