package dev.kopi.core.p2p.gossip;

import dev.kopi.core.p2p.block.MessageIds;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.primitives.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the last heartbeats, for peers that ask. Bounded in bytes: the oldest go first.
 */
final class MessageCache {
  private static final long MAX_BYTES = 48L << 20;

  private static final class Entry {
    private final GossipMessage message;
    private final Map<PeerId, Integer> sent = new HashMap<>();

    private Entry(GossipMessage message) {
      this.message = message;
    }
  }

  private final int windows;
  private final int gossipWindows;
  private final Deque<List<Entry>> history = new ArrayDeque<>();
  private final Map<Bytes, Entry> byId = new HashMap<>();
  private long bytes;

  MessageCache(int windows, int gossipWindows) {
    this.windows = windows;
    this.gossipWindows = gossipWindows;
    history.addFirst(new ArrayList<>());
  }

  void put(GossipMessage message) {
    Entry entry = new Entry(message);
    if (byId.putIfAbsent(message.ids().withTopic(), entry) != null) {
      return;
    }
    byId.put(message.ids().withoutTopic(), entry);
    history.getFirst().add(entry);
    bytes += message.data().size();
    while (bytes > MAX_BYTES && history.size() > 1) {
      dropOldest();
    }
  }

  /** The message of an id in either form; null when it is gone, or was sent too often. */
  @Nullable GossipMessage forPeer(Bytes id, PeerId peer) {
    Entry entry = byId.get(id);
    if (entry == null) {
      return null;
    }
    int count = entry.sent.merge(peer, 1, Integer::sum);
    return count > GossipParams.MAX_RETRANSMISSIONS ? null : entry.message;
  }

  /** The ids of a topic's newest messages. */
  List<MessageIds> newest(String topic) {
    List<MessageIds> ids = new ArrayList<>();
    int window = 0;
    for (List<Entry> entries : history) {
      if (window++ == gossipWindows) {
        break;
      }
      for (Entry entry : entries) {
        if (entry.message.topic().equals(topic)) {
          ids.add(entry.message.ids());
        }
      }
    }
    return ids;
  }

  /** A heartbeat passed. */
  void shift() {
    if (history.size() == windows) {
      dropOldest();
    }
    history.addFirst(new ArrayList<>());
  }

  private void dropOldest() {
    for (Entry entry : history.removeLast()) {
      byId.remove(entry.message.ids().withTopic());
      byId.remove(entry.message.ids().withoutTopic());
      bytes -= entry.message.data().size();
    }
  }
}
