package dev.kopi.core.p2p.gossip;

import dev.kopi.core.p2p.peer.PeerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;

/** The mesh of one topic and how it is kept at its size. */
final class GossipMesh {
  private final String topic;
  private final GossipParams params;
  private final Map<PeerId, GossipPeer> peers;
  private final PeerScores scores;
  private final Backoffs backoffs;
  private final IntUnaryOperator random;
  private final Set<PeerId> members = new LinkedHashSet<>();

  GossipMesh(
      String topic,
      GossipParams params,
      Map<PeerId, GossipPeer> peers,
      PeerScores scores,
      Backoffs backoffs,
      IntUnaryOperator random) {
    this.topic = topic;
    this.params = params;
    this.peers = peers;
    this.scores = scores;
    this.backoffs = backoffs;
    this.random = random;
  }

  Set<PeerId> members() {
    return members;
  }

  /** The peers that were added and removed. */
  record Changes(List<PeerId> grafted, List<PeerId> pruned) {}

  /** Brings the mesh to its size; with {@code opportunistic} also to better peers. */
  Changes maintain(long now, boolean opportunistic) {
    Changes changes = new Changes(new ArrayList<>(), new ArrayList<>());
    Map<PeerId, Double> score = new LinkedHashMap<>();
    peers.keySet().forEach(peer -> score.put(peer, scores.total(peer)));
    for (PeerId member : List.copyOf(members)) {
      if (score.getOrDefault(member, 0.0) < 0) {
        prune(member, now, changes);
      }
    }
    if (members.size() < params.meshLow()) {
      graft(params.mesh() - members.size(), peer -> score.getOrDefault(peer.id, 0.0) >= 0, changes);
    }
    if (members.size() > params.meshHigh()) {
      List<PeerId> order = keepFirst(score);
      order.subList(params.mesh(), order.size()).forEach(member -> prune(member, now, changes));
    }
    if (members.size() >= params.meshLow()) {
      int outbound = outbound(members);
      if (outbound < params.meshOutbound()) {
        graft(
            params.meshOutbound() - outbound,
            peer -> peer.outbound && score.getOrDefault(peer.id, 0.0) >= 0,
            changes);
      }
    }
    if (opportunistic && members.size() > 1) {
      double median = median(score);
      if (median < ScoreParams.OPPORTUNISTIC_THRESHOLD) {
        graft(
            GossipParams.OPPORTUNISTIC_PEERS,
            peer -> score.getOrDefault(peer.id, 0.0) > median,
            changes);
      }
    }
    return changes;
  }

  private double median(Map<PeerId, Double> score) {
    return members.stream()
        .map(member -> score.getOrDefault(member, 0.0))
        .sorted()
        .toList()
        .get(members.size() / 2);
  }

  /** The members, those first that stay: the best, then enough that this node dialled. */
  private List<PeerId> keepFirst(Map<PeerId, Double> score) {
    List<PeerId> order = new ArrayList<>(members);
    shuffle(order);
    order.sort(
        Comparator.comparingDouble((PeerId peer) -> score.getOrDefault(peer, 0.0)).reversed());
    shuffle(order.subList(params.meshScore(), order.size()));
    int missing = params.meshOutbound() - outbound(order.subList(0, params.mesh()));
    int place = params.mesh() - 1;
    for (int i = params.mesh(); i < order.size() && missing > 0; i++) {
      if (isOutbound(order.get(i))) {
        while (place >= 0 && isOutbound(order.get(place))) {
          place--;
        }
        if (place < 0) {
          break;
        }
        PeerId moved = order.get(place);
        order.set(place--, order.get(i));
        order.set(i, moved);
        missing--;
      }
    }
    return order;
  }

  private int outbound(Collection<PeerId> of) {
    return (int) of.stream().filter(this::isOutbound).count();
  }

  private boolean isOutbound(PeerId peer) {
    GossipPeer state = peers.get(peer);
    return state != null && state.outbound;
  }

  private void graft(int count, Predicate<GossipPeer> condition, Changes changes) {
    List<PeerId> candidates =
        candidates(peer ->
            !members.contains(peer.id) && !backoffs.holds(topic, peer.id) && condition.test(peer));
    for (PeerId peer : candidates.subList(0, Math.min(count, candidates.size()))) {
      members.add(peer);
      changes.grafted().add(peer);
    }
  }

  private void prune(PeerId member, long now, Changes changes) {
    members.remove(member);
    backoffs.add(topic, member, now + GossipParams.PRUNE_BACKOFF_MILLIS);
    changes.pruned().add(member);
  }

  /** Peers of the topic that can be in a mesh and fulfil a condition, in random order. */
  List<PeerId> candidates(Predicate<GossipPeer> condition) {
    List<PeerId> found = new ArrayList<>();
    for (GossipPeer peer : peers.values()) {
      if (peer.protocol.hasMesh() && peer.topics.contains(topic) && condition.test(peer)) {
        found.add(peer.id);
      }
    }
    shuffle(found);
    return found;
  }

  private <T> void shuffle(List<T> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      int j = random.applyAsInt(i + 1);
      T moved = list.get(i);
      list.set(i, list.get(j));
      list.set(j, moved);
    }
  }
}
