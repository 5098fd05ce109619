package dev.kopi.tests.simulation.gossip;

import dev.kopi.core.p2p.block.BlockCheck;
import dev.kopi.core.p2p.block.BlockValidator;
import dev.kopi.core.p2p.gossip.GossipEvent;
import dev.kopi.core.p2p.gossip.GossipMessage;
import dev.kopi.core.p2p.gossip.GossipOutbox;
import dev.kopi.core.p2p.gossip.GossipParams;
import dev.kopi.core.p2p.gossip.GossipProtocol;
import dev.kopi.core.p2p.gossip.GossipRouter;
import dev.kopi.core.p2p.gossip.GossipRpc;
import dev.kopi.core.p2p.gossip.PeerMonitor;
import dev.kopi.core.p2p.gossip.PeerScores;
import dev.kopi.core.p2p.gossip.ScoreParams;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.primitives.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A node of the simulation: a router and what is around it. */
class SimulatedNode implements GossipOutbox {
  static final String TOPIC = "/optimism/1/3/blocks";
  private static final long VALIDATION_MILLIS = 5;

  final PeerId id;
  final int number;
  final PeerScores scores = new PeerScores(ScoreParams.light(1));
  final GossipRouter router;
  final Map<GossipMessage, Long> received = new HashMap<>();
  final Set<PeerId> banned = new HashSet<>();
  final Map<Long, Integer> accepted = new HashMap<>();
  final Random random;
  int overfull;
  boolean up = true;
  private final GossipSimulation simulation;
  private final BlockValidator validator = SignedBlocks.validator();
  private final PeerMonitor monitor = new PeerMonitor(ScoreParams.BAN_THRESHOLD);

  SimulatedNode(int number, GossipSimulation simulation, Random random) {
    this.number = number;
    this.simulation = simulation;
    this.random = random;
    this.id = new PeerId(Bytes.wrap(new byte[] {0, 2, 0, (byte) number}));
    this.router =
        new GossipRouter(GossipParams.DEFAULT, List.of(TOPIC), scores, random::nextInt, this);
  }

  boolean isHonest() {
    return true;
  }

  void connected(SimulatedNode other, boolean outbound) {
    router.addPeer(other.id, GossipProtocol.MESHSUB_1_2, "10.0.0." + other.number, outbound);
  }

  void disconnected(SimulatedNode other) {
    router.removePeer(other.id, simulation.network.now());
  }

  void receive(SimulatedNode from, GossipRpc rpc, List<GossipMessage> messages) {
    router.receive(from.id, rpc, messages, simulation.network.now());
  }

  void heartbeat() {
    router.heartbeat(simulation.network.now());
  }

  /** Every second. */
  void watchPeers() {
    List<PeerId> peers = new ArrayList<>(simulation.peersOf(this));
    for (int i = 0; i < peers.size(); i++) {
      PeerId bad = monitor.next(peers, scores::total, peer -> false);
      if (bad != null && banned.add(bad)) {
        simulation.disconnect(this, simulation.node(bad));
      }
    }
  }

  void publish(GossipMessage message) {
    received.put(message, simulation.network.now());
    router.publish(message, simulation.network.now());
  }

  @Override
  public void send(PeerId peer, GossipRpc rpc) {
    simulation.send(this, simulation.node(peer), rpc);
  }

  @Override
  public void validate(PeerId from, GossipMessage message) {
    simulation.network.after(
        VALIDATION_MILLIS,
        () -> {
          BlockCheck check = SignedBlocks.check(validator, message.data());
          if (check.block() != null) {
            received.putIfAbsent(message, simulation.network.now());
            accepted.merge(check.block().payload().blockNumber(), 1, Integer::sum);
          }
          if (check.reason() == BlockCheck.Reason.TOO_MANY_AT_HEIGHT) {
            overfull++;
          }
          switch (check.reason().penalty()) {
            case NONE -> {}
            case ERROR -> scores.error(from);
            case REJECTION -> scores.rejected(from);
          }
          router.validated(message, check.verdict());
        });
  }

  @Override
  public void event(GossipEvent event, PeerId peer) {
    // Not counted.
  }
}
