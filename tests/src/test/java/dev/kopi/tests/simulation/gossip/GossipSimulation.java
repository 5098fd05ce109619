package dev.kopi.tests.simulation.gossip;

import dev.kopi.core.crypto.hash.PortableSha256;
import dev.kopi.core.p2p.block.MessageIds;
import dev.kopi.core.p2p.gossip.GossipMessage;
import dev.kopi.core.p2p.gossip.GossipParams;
import dev.kopi.core.p2p.gossip.GossipRpc;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.primitives.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Nodes that gossip over a network with delays and losses, some of them hostile, some leaving and
 * coming back. A connection delivers in order; what is lost is lost, but for subscriptions.
 */
final class GossipSimulation {
  private static final int DIALS = 10;
  private static final int MAX_PEERS = 30;
  private static final double LOSS = 0.05;
  private static final int MIN_DELAY = 20;
  private static final int MAX_DELAY = 300;

  final SimulatedNetwork network = new SimulatedNetwork();
  final List<SimulatedNode> nodes = new ArrayList<>();
  final List<GossipMessage> published = new ArrayList<>();
  final Map<GossipMessage, Long> publishedAt = new HashMap<>();

  private final Random random;
  private final Map<PeerId, SimulatedNode> byId = new HashMap<>();
  private final Map<PeerId, Set<PeerId>> peers = new LinkedHashMap<>();
  private final Map<String, Long> arrivals = new HashMap<>();
  private int messages;
  private long height;
  private boolean cut;

  GossipSimulation(long seed, int count, double hostile) {
    random = new Random(seed);
    HostileNode.Wrong[] wrongs = HostileNode.Wrong.values();
    for (int i = 0; i < count; i++) {
      Random own = new Random(random.nextLong());
      boolean honest = i == 0 || i >= 1 + (int) (count * hostile);
      add(
          honest
              ? new SimulatedNode(i, this, own)
              : new HostileNode(i, this, own, wrongs[i % wrongs.length]));
    }
    for (SimulatedNode node : nodes) {
      dial(node);
      int offset = random.nextInt(500);
      network.after(offset, () -> heartbeat(node));
      network.after(offset, () -> watch(node));
    }
  }

  private void add(SimulatedNode node) {
    nodes.add(node);
    byId.put(node.id, node);
    peers.put(node.id, new TreeSet<>());
  }

  private void dial(SimulatedNode node) {
    for (int tries = 0; tries < 200 && peersOf(node).size() < DIALS; tries++) {
      SimulatedNode other = nodes.get(random.nextInt(nodes.size()));
      if (other != node
          && other.up
          && peersOf(other).size() < MAX_PEERS
          && !node.banned.contains(other.id)
          && !other.banned.contains(node.id)
          && peersOf(node).add(other.id)) {
        peersOf(other).add(node.id);
        node.connected(other, true);
        other.connected(node, false);
      }
    }
  }

  private void heartbeat(SimulatedNode node) {
    if (node.up) {
      node.heartbeat();
    }
    network.after(GossipParams.DEFAULT.heartbeatMillis(), () -> heartbeat(node));
  }

  private void watch(SimulatedNode node) {
    if (node.up) {
      node.watchPeers();
      dial(node);
    }
    network.after(1_000, () -> watch(node));
  }

  SimulatedNode node(PeerId id) {
    return Objects.requireNonNull(byId.get(id));
  }

  Set<PeerId> peersOf(SimulatedNode node) {
    return Objects.requireNonNull(peers.get(node.id));
  }

  void disconnect(SimulatedNode first, SimulatedNode second) {
    if (peersOf(first).remove(second.id)) {
      peersOf(second).remove(first.id);
      first.disconnected(second);
      second.disconnected(first);
    }
  }

  void send(SimulatedNode from, SimulatedNode to, GossipRpc rpc) {
    if (rpc.subscriptions().isEmpty() && (random.nextDouble() < LOSS || isCut(from, to))) {
      return;
    }
    long arrival = network.now() + MIN_DELAY + random.nextInt(MAX_DELAY - MIN_DELAY);
    long inOrder = arrivals.merge(from.number + ">" + to.number, arrival, Math::max);
    List<GossipMessage> carried = new ArrayList<>();
    for (GossipRpc.Published message : rpc.messages()) {
      carried.add(message(message.data()));
    }
    network.after(
        inOrder - network.now(),
        () -> {
          if (peersOf(to).contains(from.id)) {
            to.receive(from, rpc, carried);
          }
        });
  }

  /** Cuts the network into two halves, or mends it. Connections stay, what they carry is lost. */
  void cut(boolean on) {
    cut = on;
  }

  private boolean isCut(SimulatedNode from, SimulatedNode to) {
    return cut && (from.number & 1) != (to.number & 1);
  }

  /** The first node publishes a block a second; nobody leaves. */
  List<GossipMessage> publish(int blocks) {
    List<GossipMessage> made = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      GossipMessage block = message(true);
      made.add(block);
      publishedAt.put(block, network.now());
      nodes.getFirst().publish(block);
      network.runUntil(network.now() + 1_000);
    }
    return made;
  }

  /** A new message. */
  GossipMessage message(boolean valid) {
    if (valid) {
      return message(SignedBlocks.message(++height, 0));
    }
    byte[] data = new byte[1_500];
    data[1] = (byte) ++messages;
    data[2] = (byte) (messages >> 8);
    data[3] = (byte) (messages >> 16);
    return message(Bytes.wrap(data));
  }

  /** Another block of the signer, at the height of one that is published. */
  GossipMessage equivocation(int index, int variant) {
    return message(SignedBlocks.message(index + 1, variant));
  }

  private final Map<Bytes, GossipMessage> known = new HashMap<>();

  private GossipMessage message(Bytes data) {
    return known.computeIfAbsent(
        data,
        key ->
            new GossipMessage(
                SimulatedNode.TOPIC,
                key,
                MessageIds.of(SimulatedNode.TOPIC, key.unsafeArray(), PortableSha256.INSTANCE)));
  }

  /** The first node publishes a block a second; now and then a node leaves, and comes back. */
  void run(int blocks) {
    network.runUntil(5_000);
    for (int i = 0; i < blocks; i++) {
      GossipMessage block = message(true);
      published.add(block);
      publishedAt.put(block, network.now());
      nodes.getFirst().publish(block);
      if (i % 3 == 2) {
        churn();
      }
      network.runUntil(network.now() + 1_000);
    }
    network.runUntil(network.now() + 5_000);
  }

  private void churn() {
    SimulatedNode node = nodes.get(1 + random.nextInt(nodes.size() - 1));
    if (node.up) {
      node.up = false;
      for (PeerId peer : List.copyOf(peersOf(node))) {
        disconnect(node, node(peer));
      }
      network.after(
          4_000,
          () -> {
            node.up = true;
            node.received.clear();
            node.received.putAll(publishedAt);
            dial(node);
          });
    }
  }
}
