package dev.kopi.core.p2p.gossip;

import dev.kopi.core.p2p.block.MessageIds;
import dev.kopi.core.primitives.Bytes;

/**
 * A message of a topic.
 *
 * @param topic the topic
 * @param data as it is on the wire
 * @param ids its ids
 */
public record GossipMessage(String topic, Bytes data, MessageIds ids) {
  /** Two messages are the same when their ids are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof GossipMessage that && ids.equals(that.ids);
  }

  @Override
  public int hashCode() {
    return ids.withTopic().hashCode();
  }
}
