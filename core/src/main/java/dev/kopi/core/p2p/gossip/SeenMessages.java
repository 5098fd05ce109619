package dev.kopi.core.p2p.gossip;

import dev.kopi.core.p2p.block.MessageIds;
import dev.kopi.core.primitives.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages of the last while, by ids of both forms. The oldest go when there are too many. */
final class SeenMessages {
  private static final int MAX_MESSAGES = 50_000;

  private record Seen(MessageIds ids, long until) {}

  private final long ttlMillis;
  private final Deque<Seen> order = new ArrayDeque<>();
  private final Map<Bytes, IdForm> forms = new HashMap<>();

  SeenMessages(long ttlMillis) {
    this.ttlMillis = ttlMillis;
  }

  /** Whether it was not seen before. */
  boolean add(MessageIds ids, long now) {
    if (forms.containsKey(ids.withTopic())) {
      return false;
    }
    if (order.size() >= MAX_MESSAGES) {
      dropOldest();
    }
    order.add(new Seen(ids, now + ttlMillis));
    forms.put(ids.withTopic(), IdForm.WITH_TOPIC);
    forms.put(ids.withoutTopic(), IdForm.WITHOUT_TOPIC);
    return true;
  }

  /** The form of the id of a message that was seen; null when it was not. */
  @Nullable IdForm form(Bytes id) {
    return forms.get(id);
  }

  void expire(long now) {
    while (!order.isEmpty() && order.getFirst().until() <= now) {
      dropOldest();
    }
  }

  private void dropOldest() {
    MessageIds ids = order.removeFirst().ids();
    forms.remove(ids.withTopic());
    forms.remove(ids.withoutTopic());
  }
}
