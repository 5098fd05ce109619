package dev.kopi.core.p2p.gossip;

import dev.kopi.core.primitives.Bytes;
import java.util.List;

/**
 * What peers send each other.
 *
 * @param subscriptions topics that the sender joins or leaves
 * @param messages messages of topics
 * @param control the rest
 */
public record GossipRpc(
    List<Subscription> subscriptions, List<Published> messages, Control control) {
  /** Copies the lists. */
  public GossipRpc {
    subscriptions = List.copyOf(subscriptions);
    messages = List.copyOf(messages);
  }

  /** Only control messages. */
  public static GossipRpc of(Control control) {
    return new GossipRpc(List.of(), List.of(), control);
  }

  /** Only subscriptions. */
  public static GossipRpc subscribe(List<String> topics) {
    return new GossipRpc(
        topics.stream().map(topic -> new Subscription(topic, true)).toList(),
        List.of(),
        Control.NONE);
  }

  /** Only a message. */
  public static GossipRpc publish(GossipMessage message) {
    return new GossipRpc(
        List.of(), List.of(new Published(message.topic(), message.data(), true)), Control.NONE);
  }

  /**
   * A topic that the sender joins or leaves.
   *
   * @param joins whether it joins
   */
  public record Subscription(String topic, boolean joins) {}

  /**
   * A message of a topic.
   *
   * @param anonymous whether it names no author and no signature, as it must not
   */
  public record Published(String topic, Bytes data, boolean anonymous) {}

  /** Ids of messages of a topic that the sender has. */
  public record Ihave(String topic, List<Bytes> ids) {
    /** Copies the list. */
    public Ihave {
      ids = List.copyOf(ids);
    }
  }

  /**
   * The sender removed the receiver from its mesh.
   *
   * @param backoffSeconds how long the receiver must not graft; 0: not said
   */
  public record Prune(String topic, long backoffSeconds) {}

  /**
   * Control messages.
   *
   * @param ihave ids of messages that the sender has
   * @param iwant ids of messages that it wants
   * @param graft topics to whose mesh it adds the receiver
   * @param prune topics from whose mesh it removes the receiver
   * @param idontwant ids of messages that it must not be sent
   */
  public record Control(
      List<Ihave> ihave,
      List<Bytes> iwant,
      List<String> graft,
      List<Prune> prune,
      List<Bytes> idontwant) {
    /** No control messages. */
    public static final Control NONE =
        new Control(List.of(), List.of(), List.of(), List.of(), List.of());

    /** Copies the lists. */
    public Control {
      ihave = List.copyOf(ihave);
      iwant = List.copyOf(iwant);
      graft = List.copyOf(graft);
      prune = List.copyOf(prune);
      idontwant = List.copyOf(idontwant);
    }

    /** Only ids that are wanted. */
    public static Control iwant(List<Bytes> ids) {
      return new Control(List.of(), ids, List.of(), List.of(), List.of());
    }

    /** Only ids that are not wanted. */
    public static Control idontwant(List<Bytes> ids) {
      return new Control(List.of(), List.of(), List.of(), List.of(), ids);
    }

    /** Only removals. */
    public static Control prune(List<Prune> prunes) {
      return new Control(List.of(), List.of(), List.of(), prunes, List.of());
    }

    /** Whether there is none. */
    public boolean isEmpty() {
      return ihave.isEmpty()
          && iwant.isEmpty()
          && graft.isEmpty()
          && prune.isEmpty()
          && idontwant.isEmpty();
    }
  }
}
