package dev.kopi.core.p2p.gossip;

import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.primitives.Bytes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a router knows of a connected peer. */
final class GossipPeer {
  final PeerId id;
  final GossipProtocol protocol;
  final boolean outbound;
  final Set<String> topics = new HashSet<>();
  IdForm idForm = IdForm.WITH_TOPIC;
  int ihaveMessages;
  int idsAskedFor;
  private int idontwantMessages;
  private final Map<Bytes, Integer> unwanted = new HashMap<>();

  GossipPeer(PeerId id, GossipProtocol protocol, boolean outbound) {
    this.id = id;
    this.protocol = protocol;
    this.outbound = outbound;
  }

  /** Notes an id of a message that it does not want. */
  void unwant(Bytes messageId) {
    if (unwanted.size() < GossipParams.MAX_IDONTWANT_IDS) {
      unwanted.put(messageId, GossipParams.IDONTWANT_TICKS);
    }
  }

  boolean countIdontwant() {
    return ++idontwantMessages <= GossipParams.MAX_IDONTWANT_MESSAGES;
  }

  boolean wants(GossipMessage message) {
    return !unwanted.containsKey(message.ids().withTopic())
        && !unwanted.containsKey(message.ids().withoutTopic());
  }

  /** A heartbeat passed. */
  void tick() {
    ihaveMessages = 0;
    idsAskedFor = 0;
    idontwantMessages = 0;
    unwanted.values().removeIf(ticks -> ticks <= 1);
    unwanted.replaceAll((id, ticks) -> ticks - 1);
  }
}
