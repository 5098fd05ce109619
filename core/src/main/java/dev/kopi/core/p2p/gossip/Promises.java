package dev.kopi.core.p2p.gossip;

import dev.kopi.core.p2p.block.MessageIds;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.primitives.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Messages that peers said they have and were asked for: one id of each request. */
final class Promises {
  private final Map<Bytes, Map<PeerId, Long>> byId = new LinkedHashMap<>();
  private final Map<PeerId, Integer> open = new HashMap<>();

  void add(PeerId peer, Bytes id, long now) {
    Map<PeerId, Long> peers = byId.computeIfAbsent(id, key -> new LinkedHashMap<>());
    if (peers.putIfAbsent(peer, now + GossipParams.PROMISE_MILLIS) == null) {
      open.merge(peer, 1, Integer::sum);
    }
  }

  /** The message came. */
  void kept(MessageIds ids) {
    kept(ids.withTopic());
    kept(ids.withoutTopic());
  }

  private void kept(Bytes id) {
    Map<PeerId, Long> peers = byId.remove(id);
    if (peers != null) {
      peers.keySet().forEach(this::close);
    }
  }

  private void close(PeerId peer) {
    open.computeIfPresent(peer, (id, count) -> count == 1 ? null : count - 1);
  }

  void forget(PeerId peer) {
    if (open.remove(peer) != null) {
      byId.values().removeIf(peers -> peers.remove(peer) != null && peers.isEmpty());
    }
  }

  /** Takes out the promises that are overdue; one entry for each. */
  List<PeerId> broken(long now) {
    List<PeerId> broken = new ArrayList<>();
    for (Iterator<Map<PeerId, Long>> all = byId.values().iterator(); all.hasNext(); ) {
      Map<PeerId, Long> peers = all.next();
      peers
          .entrySet()
          .removeIf(entry -> {
            boolean overdue = entry.getValue() < now;
            if (overdue) {
              broken.add(entry.getKey());
              close(entry.getKey());
            }
            return overdue;
          });
      if (peers.isEmpty()) {
        all.remove();
      }
    }
    return broken;
  }
}
