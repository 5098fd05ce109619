package dev.kopi.core.p2p.gossip;

import dev.kopi.core.p2p.block.MessageIds;
import dev.kopi.core.p2p.block.Verdict;
import dev.kopi.core.p2p.gossip.GossipRpc.Control;
import dev.kopi.core.p2p.gossip.GossipRpc.Ihave;
import dev.kopi.core.p2p.gossip.GossipRpc.Prune;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.primitives.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Gossipsub for topics that are all joined from the start: takes what peers send, and what passes
 * validation, and says through a {@link GossipOutbox} what is to be sent. Times are milliseconds of
 * one clock. Messages of unvalidated content wait in a bounded map.
 *
 * <p>Owned by one thread.
 *
 * @see <a
 *     href="https://github.com/libp2p/specs/blob/master/pubsub/gossipsub/gossipsub-v1.1.md">gossipsub
 *     1.1</a>
 */
public final class GossipRouter {
  /** The most messages that wait for {@link #validated}. */
  public static final int MAX_VALIDATING = 256;

  private static final int MAX_EARLY = 64;
  private static final long MAX_VALIDATING_BYTES = 32L << 20;

  private static final class Validating {
    private final GossipMessage message;
    private final Set<PeerId> senders = new LinkedHashSet<>();

    private Validating(GossipMessage message) {
      this.message = message;
    }
  }

  private final GossipParams params;
  private final PeerScores scores;
  private final IntUnaryOperator random;
  private final GossipOutbox outbox;
  private final Map<PeerId, GossipPeer> peers = new LinkedHashMap<>();
  private final Map<PeerId, Set<String>> early = new LinkedHashMap<>();
  private final Map<String, GossipMesh> meshes = new LinkedHashMap<>();
  private final Backoffs backoffs;
  private final MessageCache cache;
  private final SeenMessages seen;
  private final Promises promises = new Promises();
  private final Map<Bytes, Validating> validating = new HashMap<>();
  private long validatingBytes;
  private long ticks;

  /**
   * Without peers.
   *
   * @param topics the topics that are joined; others are ignored
   * @param random a number from 0 to below its argument
   */
  public GossipRouter(
      GossipParams params,
      List<String> topics,
      PeerScores scores,
      IntUnaryOperator random,
      GossipOutbox outbox) {
    this.params = params;
    this.scores = scores;
    this.random = random;
    this.outbox = outbox;
    this.backoffs = new Backoffs(2 * params.heartbeatMillis());
    this.cache = new MessageCache(params.historyWindows(), params.gossipWindows());
    this.seen = new SeenMessages(params.seenMillis());
    for (String topic : topics) {
      meshes.put(topic, new GossipMesh(topic, params, peers, scores, backoffs, random));
    }
  }

  /**
   * A peer can be sent to: tells it our topics. What it said of its own before that counts. A peer
   * that is there already is out of the meshes.
   *
   * @param address its IP address
   * @param outbound whether this node dialled it
   */
  public void addPeer(PeerId peer, GossipProtocol protocol, String address, boolean outbound) {
    GossipPeer state = new GossipPeer(peer, protocol, outbound);
    GossipPeer before = peers.remove(peer);
    if (before != null) {
      meshes.values().forEach(mesh -> mesh.members().remove(peer));
      state.topics.addAll(before.topics);
    }
    Set<String> told = early.remove(peer);
    if (told != null) {
      state.topics.addAll(told);
    }
    peers.put(peer, state);
    scores.connected(peer, address);
    outbox.send(peer, GossipRpc.subscribe(List.copyOf(meshes.keySet())));
  }

  /** A peer is gone. */
  public void removePeer(PeerId peer, long now) {
    GossipPeer before = peers.remove(peer);
    if (before != null) {
      // It may be back already, and heard on its new stream.
      early(peer).addAll(before.topics);
      meshes.values().forEach(mesh -> mesh.members().remove(peer));
      promises.forget(peer);
      scores.disconnected(peer, now);
    }
  }

  /** A peer is known to compute ids in a certain form. */
  public void idForm(PeerId peer, IdForm form) {
    GossipPeer state = peers.get(peer);
    if (state != null) {
      state.idForm = form;
    }
  }

  /** The peers there are. */
  public Set<PeerId> peers() {
    return Set.copyOf(peers.keySet());
  }

  /** The peers of a topic. */
  public Set<PeerId> peers(String topic) {
    Set<PeerId> found = new TreeSet<>();
    for (GossipPeer peer : peers.values()) {
      if (peer.topics.contains(topic)) {
        found.add(peer.id);
      }
    }
    return found;
  }

  /** The peers in the mesh of a topic. */
  public Set<PeerId> mesh(String topic) {
    GossipMesh mesh = meshes.get(topic);
    return mesh == null ? Set.of() : Set.copyOf(mesh.members());
  }

  /**
   * Takes what a peer sent.
   *
   * @param messages the messages of {@code rpc} with their ids; those with an author left out
   */
  public void receive(PeerId from, GossipRpc rpc, List<GossipMessage> messages, long now) {
    GossipPeer peer = peers.get(from);
    if (peer == null) {
      rpc.subscriptions().forEach(subscription -> early(from, subscription));
      return;
    }
    if (scores.total(from) < ScoreParams.GRAYLIST_THRESHOLD) {
      outbox.event(GossipEvent.GRAYLISTED, from);
      if (!rpc.messages().isEmpty() && peer.protocol.hasMesh()) {
        // It was pruned from the mesh, and is not asked for anything.
        scores.penalty(from, 1);
      }
      return;
    }
    for (GossipRpc.Subscription subscription : rpc.subscriptions()) {
      subscription(peer, subscription);
    }
    for (int i = messages.size(); i < rpc.messages().size(); i++) {
      outbox.event(GossipEvent.UNWANTED, from);
    }
    for (GossipMessage message : messages) {
      message(peer, message, now);
    }
    control(peer, rpc.control(), now);
  }

  /** A peer may be heard before this node can send to it. */
  private void early(PeerId from, GossipRpc.Subscription subscription) {
    if (!meshes.containsKey(subscription.topic())) {
      return;
    }
    if (subscription.joins()) {
      early(from).add(subscription.topic());
    } else {
      early(from).remove(subscription.topic());
    }
  }

  private Set<String> early(PeerId peer) {
    if (early.size() >= MAX_EARLY && !early.containsKey(peer)) {
      early.remove(early.keySet().iterator().next());
    }
    return early.computeIfAbsent(peer, id -> new HashSet<>());
  }

  private void subscription(GossipPeer peer, GossipRpc.Subscription subscription) {
    GossipMesh mesh = meshes.get(subscription.topic());
    if (mesh == null) {
      return;
    }
    if (subscription.joins()) {
      peer.topics.add(subscription.topic());
    } else {
      peer.topics.remove(subscription.topic());
      mesh.members().remove(peer.id);
    }
  }

  private void message(GossipPeer from, GossipMessage message, long now) {
    if (!meshes.containsKey(message.topic())) {
      outbox.event(GossipEvent.UNWANTED, from.id);
      return;
    }
    promises.kept(message.ids());
    if (seen.form(message.ids().withTopic()) != null) {
      outbox.event(GossipEvent.DUPLICATE, from.id);
      Validating waiting = validating.get(message.ids().withTopic());
      if (waiting != null) {
        waiting.senders.add(from.id);
      }
      return;
    }
    if (validating.size() >= MAX_VALIDATING
        || validatingBytes + message.data().size() > MAX_VALIDATING_BYTES) {
      outbox.event(GossipEvent.THROTTLED, from.id);
      return;
    }
    seen.add(message.ids(), now);
    Validating waiting = new Validating(message);
    waiting.senders.add(from.id);
    validating.put(message.ids().withTopic(), waiting);
    validatingBytes += message.data().size();
    tellUnwanted(message, from.id);
    outbox.validate(from.id, message);
  }

  /** Keeps the mesh from sending a large message that is here already. */
  private void tellUnwanted(GossipMessage message, PeerId from) {
    GossipMesh mesh = meshes.get(message.topic());
    if (mesh == null || message.data().size() < GossipParams.IDONTWANT_MIN_BYTES) {
      return;
    }
    for (PeerId member : mesh.members()) {
      GossipPeer peer = peers.get(member);
      if (peer != null && peer.protocol.hasIdontwant() && !member.equals(from)) {
        outbox.send(
            member, GossipRpc.of(Control.idontwant(List.of(peer.idForm.of(message.ids())))));
      }
    }
  }

  /** The outcome of the validation of a message: an accepted one is forwarded. */
  public void validated(GossipMessage message, Verdict verdict) {
    Validating waiting = validating.remove(message.ids().withTopic());
    if (waiting == null) {
      return;
    }
    validatingBytes -= message.data().size();
    PeerId first = waiting.senders.iterator().next();
    switch (verdict) {
      case ACCEPT -> {
        outbox.event(GossipEvent.DELIVERED, first);
        forward(waiting.message, waiting.senders);
      }
      case IGNORE -> outbox.event(GossipEvent.IGNORED, first);
      case REJECT -> outbox.event(GossipEvent.REJECTED, first);
    }
  }

  /**
   * Sends a message of this node.
   *
   * @return how many peers it went to; −1 when it was sent before
   */
  public int publish(GossipMessage message, long now) {
    return seen.add(message.ids(), now) ? forward(message, Set.of()) : -1;
  }

  private int forward(GossipMessage message, Set<PeerId> except) {
    cache.put(message);
    GossipMesh mesh = meshes.get(message.topic());
    Set<PeerId> targets = new LinkedHashSet<>(mesh == null ? Set.of() : mesh.members());
    for (GossipPeer peer : peers.values()) {
      // The mesh is empty before the first heartbeat, and small in a young network.
      boolean alone = except.isEmpty() && targets.size() < params.mesh();
      if ((!peer.protocol.hasMesh() || alone)
          && peer.topics.contains(message.topic())
          && scores.total(peer.id) >= ScoreParams.PUBLISH_THRESHOLD) {
        targets.add(peer.id);
      }
    }
    GossipRpc rpc = GossipRpc.publish(message);
    int count = 0;
    for (PeerId target : targets) {
      GossipPeer peer = peers.get(target);
      if (peer != null && !except.contains(target) && peer.wants(message)) {
        outbox.send(target, rpc);
        count++;
      }
    }
    return count;
  }

  private void control(GossipPeer peer, Control control, long now) {
    if (control.isEmpty()) {
      return;
    }
    List<Bytes> wanted = onIhave(peer, control.ihave(), now);
    if (!wanted.isEmpty()) {
      outbox.send(peer.id, GossipRpc.of(Control.iwant(wanted)));
    }
    onIwant(peer, control.iwant());
    List<Prune> refused = onGraft(peer, control.graft(), now);
    if (!refused.isEmpty()) {
      outbox.send(peer.id, GossipRpc.of(Control.prune(refused)));
    }
    onPrune(peer, control.prune(), now);
    onIdontwant(peer, control.idontwant());
  }

  private List<Bytes> onIhave(GossipPeer peer, List<Ihave> ihave, long now) {
    if (ihave.isEmpty() || scores.total(peer.id) < ScoreParams.GOSSIP_THRESHOLD) {
      return List.of();
    }
    if (++peer.ihaveMessages > GossipParams.MAX_IHAVE_MESSAGES
        || peer.idsAskedFor >= GossipParams.MAX_IHAVE_IDS) {
      outbox.event(GossipEvent.IHAVE_FLOOD, peer.id);
      return List.of();
    }
    Set<Bytes> unknown = new LinkedHashSet<>();
    for (Ihave entry : ihave) {
      if (!meshes.containsKey(entry.topic())) {
        continue;
      }
      int most = Math.min(entry.ids().size(), GossipParams.MAX_IHAVE_IDS);
      for (Bytes id : entry.ids().subList(0, most)) {
        if (!isSeen(peer, id)) {
          unknown.add(id);
        }
      }
    }
    if (unknown.isEmpty()) {
      return List.of();
    }
    List<Bytes> wanted = new ArrayList<>(unknown);
    shuffle(wanted);
    int most = Math.min(wanted.size(), GossipParams.MAX_IHAVE_IDS - peer.idsAskedFor);
    peer.idsAskedFor += most;
    List<Bytes> asked = wanted.subList(0, most);
    promises.add(peer.id, asked.get(random.applyAsInt(asked.size())), now);
    return asked;
  }

  /** Whether a message was seen; an id that fits tells the form that the peer uses. */
  private boolean isSeen(GossipPeer peer, Bytes id) {
    IdForm form = seen.form(id);
    if (form != null) {
      peer.idForm = form;
    }
    return form != null;
  }

  private void onIwant(GossipPeer peer, List<Bytes> ids) {
    if (ids.isEmpty() || scores.total(peer.id) < ScoreParams.GOSSIP_THRESHOLD) {
      return;
    }
    Set<Bytes> sent = new HashSet<>();
    for (Bytes id : ids) {
      isSeen(peer, id);
      GossipMessage message = sent.add(id) ? cache.forPeer(id, peer.id) : null;
      if (message != null) {
        outbox.send(peer.id, GossipRpc.publish(message));
      }
    }
  }

  private List<Prune> onGraft(GossipPeer peer, List<String> topics, long now) {
    List<Prune> refused = new ArrayList<>();
    for (String topic : topics) {
      GossipMesh mesh = meshes.get(topic);
      if (mesh == null || mesh.members().contains(peer.id)) {
        continue;
      }
      outbox.event(GossipEvent.GRAFT_RECEIVED, peer.id);
      long end = backoffs.end(topic, peer.id);
      boolean inBackoff = now < end;
      if (inBackoff) {
        long floodEnd = end + GossipParams.GRAFT_FLOOD_MILLIS - GossipParams.PRUNE_BACKOFF_MILLIS;
        scores.penalty(peer.id, now < floodEnd ? 2 : 1);
        outbox.event(GossipEvent.GRAFT_IN_BACKOFF, peer.id);
      }
      if (inBackoff
          || scores.total(peer.id) < 0
          || mesh.members().size() >= params.meshHigh() && !peer.outbound) {
        backoffs.add(topic, peer.id, now + GossipParams.PRUNE_BACKOFF_MILLIS);
        refused.add(new Prune(topic, GossipParams.PRUNE_BACKOFF_MILLIS / 1000));
      } else {
        mesh.members().add(peer.id);
      }
    }
    return refused;
  }

  private void onPrune(GossipPeer peer, List<Prune> prunes, long now) {
    for (Prune prune : prunes) {
      GossipMesh mesh = meshes.get(prune.topic());
      if (mesh == null) {
        continue;
      }
      outbox.event(GossipEvent.PRUNE_RECEIVED, peer.id);
      mesh.members().remove(peer.id);
      long seconds = prune.backoffSeconds();
      long backoff =
          seconds > 0
              ? Math.min(seconds, GossipParams.MAX_BACKOFF_MILLIS / 1000) * 1000
              : seconds == 0 ? GossipParams.PRUNE_BACKOFF_MILLIS : GossipParams.MAX_BACKOFF_MILLIS;
      backoffs.add(prune.topic(), peer.id, now + backoff);
    }
  }

  private void onIdontwant(GossipPeer peer, List<Bytes> ids) {
    if (ids.isEmpty() || !peer.countIdontwant()) {
      return;
    }
    for (Bytes id : ids) {
      isSeen(peer, id);
      peer.unwant(id);
    }
  }

  /** Keeps meshes and scores in order; to be called every {@link GossipParams#heartbeatMillis}. */
  public void heartbeat(long now) {
    ticks++;
    backoffs.expire(now);
    seen.expire(now);
    scores.decay(now);
    peers.values().forEach(GossipPeer::tick);
    for (PeerId peer : promises.broken(now)) {
      scores.penalty(peer, 1);
      outbox.event(GossipEvent.BROKEN_PROMISE, peer);
    }
    Map<PeerId, Controls> controls = new LinkedHashMap<>();
    boolean opportunistic = ticks % GossipParams.OPPORTUNISTIC_TICKS == 0;
    meshes.forEach((topic, mesh) -> {
      GossipMesh.Changes changes = mesh.maintain(now, opportunistic);
      for (PeerId peer : changes.grafted()) {
        outbox.event(GossipEvent.GRAFT_SENT, peer);
        of(controls, peer).graft.add(topic);
      }
      for (PeerId peer : changes.pruned()) {
        outbox.event(GossipEvent.PRUNE_SENT, peer);
        of(controls, peer).prune.add(new Prune(topic, GossipParams.PRUNE_BACKOFF_MILLIS / 1000));
      }
      tellIds(topic, mesh, controls);
    });
    controls.forEach((peer, control) -> outbox.send(peer, GossipRpc.of(control.build())));
    cache.shift();
  }

  private void tellIds(String topic, GossipMesh mesh, Map<PeerId, Controls> controls) {
    List<MessageIds> ids = cache.newest(topic);
    if (ids.isEmpty()) {
      return;
    }
    List<PeerId> others =
        mesh.candidates(peer ->
            !mesh.members().contains(peer.id)
                && scores.total(peer.id) >= ScoreParams.GOSSIP_THRESHOLD);
    int count = Math.max(params.lazy(), (int) (params.gossipFactor() * others.size()));
    for (PeerId other : others.subList(0, Math.min(count, others.size()))) {
      IdForm form = idForm(other);
      List<Bytes> told = new ArrayList<>();
      ids.forEach(id -> told.add(form.of(id)));
      shuffle(told);
      int most = Math.min(told.size(), GossipParams.MAX_IHAVE_IDS);
      of(controls, other).ihave.add(new Ihave(topic, told.subList(0, most)));
    }
  }

  private IdForm idForm(PeerId id) {
    @Nullable GossipPeer peer = peers.get(id);
    return peer == null ? IdForm.WITH_TOPIC : peer.idForm;
  }

  /** Tells all meshes that this node leaves. */
  public void leave() {
    Map<PeerId, Controls> controls = new LinkedHashMap<>();
    meshes.forEach((topic, mesh) -> {
      for (PeerId peer : mesh.members()) {
        of(controls, peer)
            .prune
            .add(new Prune(topic, GossipParams.UNSUBSCRIBE_BACKOFF_MILLIS / 1000));
      }
      mesh.members().clear();
    });
    controls.forEach((peer, control) -> outbox.send(peer, GossipRpc.of(control.build())));
  }

  private static Controls of(Map<PeerId, Controls> controls, PeerId peer) {
    return controls.computeIfAbsent(peer, id -> new Controls());
  }

  private <T> void shuffle(List<T> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      int j = random.applyAsInt(i + 1);
      T moved = list.get(i);
      list.set(i, list.get(j));
      list.set(j, moved);
    }
  }

  private static final class Controls {
    private final List<Ihave> ihave = new ArrayList<>();
    private final List<String> graft = new ArrayList<>();
    private final List<Prune> prune = new ArrayList<>();

    private Control build() {
      return new Control(ihave, List.of(), graft, prune, List.of());
    }
  }
}
