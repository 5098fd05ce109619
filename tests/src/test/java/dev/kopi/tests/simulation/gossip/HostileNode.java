package dev.kopi.tests.simulation.gossip;

import dev.kopi.core.p2p.gossip.GossipMessage;
import dev.kopi.core.p2p.gossip.GossipRpc;
import dev.kopi.core.p2p.gossip.GossipRpc.Control;
import dev.kopi.core.p2p.gossip.GossipRpc.Ihave;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.primitives.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A node that does one wrong thing. */
final class HostileNode extends SimulatedNode {
  /** The wrong things. */
  enum Wrong {
    /** Sends invalid blocks. */
    SPAM,
    /** Sends old valid blocks again and again. */
    REPLAY,
    /** Tells of messages that do not exist. */
    IHAVE_FLOOD,
    /** Grafts whatever it is told. */
    GRAFT_FLOOD,
    /** Joins the mesh and forwards nothing. */
    SILENT,
    /** Forwards seconds late. */
    SLOW,
    /** Holds the signer's key and signs more blocks of a height that has one. */
    EQUIVOCATE
  }

  private static final long SLOW_MILLIS = 3_000;
  private static final long EQUIVOCATE_MILLIS = 5_000;
  private static final int EQUIVOCATIONS = 8;

  private final Wrong wrong;
  private final GossipSimulation simulation;
  private final List<GossipMessage> old = new ArrayList<>();
  private int equivocated;

  HostileNode(int number, GossipSimulation simulation, Random random, Wrong wrong) {
    super(number, simulation, random);
    this.simulation = simulation;
    this.wrong = wrong;
  }

  @Override
  boolean isHonest() {
    return false;
  }

  Wrong wrong() {
    return wrong;
  }

  @Override
  void receive(SimulatedNode from, GossipRpc rpc, List<GossipMessage> messages) {
    messages.stream().filter(message -> message.data().get(0) != 0).forEach(old::add);
    super.receive(from, rpc, messages);
  }

  @Override
  public void send(PeerId peer, GossipRpc rpc) {
    if (wrong == Wrong.SLOW) {
      simulation.network.after(SLOW_MILLIS, () -> super.send(peer, rpc));
    } else if (wrong != Wrong.SILENT || rpc.messages().isEmpty()) {
      super.send(peer, rpc);
    }
  }

  @Override
  void heartbeat() {
    super.heartbeat();
    if (wrong == Wrong.EQUIVOCATE) {
      equivocate();
    }
    for (PeerId peer : List.copyOf(simulation.peersOf(this))) {
      switch (wrong) {
        case SPAM -> {
          for (int i = 0; i < 3; i++) {
            super.send(peer, GossipRpc.publish(simulation.message(false)));
          }
        }
        case REPLAY -> {
          if (!old.isEmpty()) {
            super.send(peer, GossipRpc.publish(old.get(random.nextInt(old.size()))));
          }
        }
        case IHAVE_FLOOD -> {
          for (int i = 0; i < 12; i++) {
            byte[] id = new byte[20];
            random.nextBytes(id);
            super.send(
                peer,
                GossipRpc.of(
                    new Control(
                        List.of(new Ihave(TOPIC, List.of(Bytes.wrap(id)))),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of())));
          }
        }
        case GRAFT_FLOOD ->
            super.send(
                peer,
                GossipRpc.of(
                    new Control(
                        List.of(),
                        List.of(),
                        List.of(TOPIC),
                        List.of(new GossipRpc.Prune(TOPIC, 1)),
                        List.of())));
        case SILENT, SLOW, EQUIVOCATE -> {}
      }
    }
  }

  private void equivocate() {
    if (equivocated == simulation.published.size()) {
      return;
    }
    Long since = simulation.publishedAt.get(simulation.published.get(equivocated));
    if (since == null || simulation.network.now() - since < EQUIVOCATE_MILLIS) {
      return;
    }
    for (int i = 1; i <= EQUIVOCATIONS; i++) {
      GossipMessage block = simulation.equivocation(equivocated, number * EQUIVOCATIONS + i);
      for (PeerId peer : List.copyOf(simulation.peersOf(this))) {
        super.send(peer, GossipRpc.publish(block));
      }
    }
    equivocated++;
  }

  @Override
  void watchPeers() {
    // Whoever is there is welcome.
  }
}
