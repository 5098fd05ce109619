package dev.kopi.core.p2p.gossip;

import dev.kopi.core.p2p.peer.PeerId;
import java.util.HashMap;
import java.util.Map;

/** Until when this node and a peer must not graft each other, by topic. */
final class Backoffs {
  private static final int MAX_ENTRIES = 20_000;

  private record Key(String topic, PeerId peer) {}

  private final Map<Key, Long> until = new HashMap<>();
  private final long slackMillis;

  Backoffs(long slackMillis) {
    this.slackMillis = slackMillis;
  }

  void add(String topic, PeerId peer, long end) {
    Key key = new Key(topic, peer);
    if (until.size() < MAX_ENTRIES || until.containsKey(key)) {
      until.merge(key, end, Math::max);
    }
  }

  /** Until when the peer must not graft; 0 when it may. */
  long end(String topic, PeerId peer) {
    return until.getOrDefault(new Key(topic, peer), 0L);
  }

  /** Whether this node must not graft: a little longer than the peer. */
  boolean holds(String topic, PeerId peer) {
    return until.containsKey(new Key(topic, peer));
  }

  void expire(long now) {
    until.values().removeIf(end -> end + slackMillis < now);
  }
}
