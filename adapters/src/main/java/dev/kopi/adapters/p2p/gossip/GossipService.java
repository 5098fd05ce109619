package dev.kopi.adapters.p2p.gossip;

import dev.kopi.adapters.p2p.host.HostListener;
import dev.kopi.adapters.p2p.host.IdentifyInfo;
import dev.kopi.adapters.p2p.host.P2pHost;
import dev.kopi.adapters.p2p.host.PeerConnection;
import dev.kopi.adapters.p2p.thread.PeerThreads;
import dev.kopi.adapters.p2p.wire.Reads;
import dev.kopi.adapters.p2p.yamux.YamuxStream;
import dev.kopi.core.crypto.hash.Sha256;
import dev.kopi.core.p2p.block.MessageIds;
import dev.kopi.core.p2p.block.Verdict;
import dev.kopi.core.p2p.gossip.GossipEvent;
import dev.kopi.core.p2p.gossip.GossipMessage;
import dev.kopi.core.p2p.gossip.GossipOutbox;
import dev.kopi.core.p2p.gossip.GossipParams;
import dev.kopi.core.p2p.gossip.GossipProtocol;
import dev.kopi.core.p2p.gossip.GossipRouter;
import dev.kopi.core.p2p.gossip.GossipRpc;
import dev.kopi.core.p2p.gossip.GossipRpcCodec;
import dev.kopi.core.p2p.gossip.IdForm;
import dev.kopi.core.p2p.gossip.PeerScore;
import dev.kopi.core.p2p.gossip.PeerScores;
import dev.kopi.core.p2p.gossip.ScoreParams;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link GossipRouter} on the streams of a host. One thread owns the router, another
 * validates. What peers send waits in their streams when the router's queue is full, for ten
 * seconds: then the peer is disconnected. Each of the other queues has room for all that can wait.
 */
public final class GossipService implements HostListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GossipService.class);
  private static final int MAX_INBOX = 1_024;
  private static final long INBOX_SECONDS = 10;
  private static final long POLL_MILLIS = 1_000;
  private static final int WINDOW = 1 << 20;
  private static final long ASSEMBLY_BYTES = 32L << 20;
  private static final long ASSEMBLY_MILLIS = 10_000;
  private static final long RPC_MILLIS = 10_000;
  private static final int RPC_BYTES_PER_MILLI = 256;
  private static final int MAX_STREAMS_PER_PEER = 2;
  private static final String KONA = "kona";
  private static final Task WAKE = new Task(null, () -> {});

  private final GossipParams params;
  private final Set<String> topics;
  private final Sha256 sha256;
  private final MessageValidator validator;
  private final HostListener next;
  private final PeerThreads threads;
  private final BlockingQueue<Task> inbox = new ArrayBlockingQueue<>(MAX_INBOX);
  private final BlockingQueue<Pending> pending =
      new ArrayBlockingQueue<>(GossipRouter.MAX_VALIDATING);
  private final Queue<Validated> validated = new ArrayBlockingQueue<>(GossipRouter.MAX_VALIDATING);
  private final Map<PeerId, PeerLink> links = new ConcurrentHashMap<>();
  private final Map<PeerId, AtomicInteger> streams = new ConcurrentHashMap<>();
  private final AssemblyBudget budget = new AssemblyBudget(ASSEMBLY_BYTES, ASSEMBLY_MILLIS);
  private final Map<GossipEvent, LongAdder> events = new ConcurrentHashMap<>();
  private final PeerScores scores;
  private final GossipRouter router;
  private volatile Map<PeerId, PeerScore> published = Map.of();
  private volatile Map<PeerId, PeerScore> counted = Map.of();
  private volatile Map<String, Integer> topicPeers = Map.of();
  private final List<PeerThreads.Loop> loops = new CopyOnWriteArrayList<>();
  private volatile @Nullable P2pHost host;
  private long nextHeartbeat;

  private record Pending(PeerId from, GossipMessage message) {}

  private record Validated(GossipMessage message, Verdict verdict) {}

  /** What the router is asked to do; for whom, unless for this node. */
  private record Task(@Nullable PeerId peer, Runnable action) {}

  /**
   * Gossip that is not started.
   *
   * @param topics the topics to join
   * @param random a number from 0 to below its argument
   * @param next is told of connections as well
   * @param threads runs the threads
   */
  public GossipService(
      GossipParams params,
      ScoreParams scoreParams,
      List<String> topics,
      Sha256 sha256,
      IntUnaryOperator random,
      MessageValidator validator,
      HostListener next,
      PeerThreads threads) {
    this.params = params;
    this.topics = Set.copyOf(topics);
    this.sha256 = sha256;
    this.validator = validator;
    this.next = next;
    this.threads = threads;
    this.scores = new PeerScores(scoreParams);
    this.router = new GossipRouter(params, topics, scores, random, new Outbox());
  }

  /** Serves the gossip protocols of a host, which tells this object of its connections. */
  public void start(P2pHost host) {
    this.host = host;
    GossipProtocol.IDS.forEach(id -> host.handle(id, this::read));
    nextHeartbeat = now() + params.heartbeatMillis();
    loops.add(threads.shared("gossip", this::step));
    loops.add(threads.shared("gossip-validate", this::validate));
  }

  /** Sends a message of this node to the peers of its topic. */
  public void publish(String topic, byte[] data) {
    Bytes bytes = Bytes.wrap(data);
    GossipMessage message = new GossipMessage(topic, bytes, MessageIds.of(topic, data, sha256));
    try {
      post(null, () -> router.publish(message, now()));
    } catch (IOException e) {
      LOG.warn("a message is not published: {}", e.getMessage());
    }
  }

  /** Counts a failure of a peer beyond gossip. Does not wait. */
  public void error(PeerId peer) {
    offer(peer, () -> scores.error(peer));
  }

  /** Counts an invalid block of a peer. Does not wait. */
  public void rejected(PeerId peer) {
    offer(peer, () -> scores.rejected(peer));
  }

  private void offer(PeerId peer, Runnable action) {
    if (!inbox.offer(new Task(peer, action))) {
      LOG.warn("gossip: too busy to count what a peer did");
    }
  }

  /** How many peers joined a topic, as of the last heartbeat. */
  public int peers(String topic) {
    return topicPeers.getOrDefault(topic, 0);
  }

  /** The scores of the peers, as of the last heartbeat. */
  public Map<PeerId, PeerScore> scores() {
    return published;
  }

  /** The scores of all peers that something was counted for, as of the last heartbeat. */
  public Map<PeerId, PeerScore> allScores() {
    return counted;
  }

  /**
   * Takes over the score of a peer from an earlier run. Before the start.
   *
   * @param elapsedMillis how long ago
   */
  public void restore(PeerId peer, PeerScore score, long elapsedMillis) {
    scores.restore(
        peer, score.behaviourCount(), score.errors(), score.rejected(), elapsedMillis, now());
  }

  /** How often something happened. */
  public long count(GossipEvent event) {
    LongAdder count = events.get(event);
    return count == null ? 0 : count.sum();
  }

  @Override
  public void connected(PeerConnection connection) {
    next.connected(connection);
  }

  @Override
  public void identified(PeerConnection connection, IdentifyInfo info) {
    link(connection, info);
    next.identified(connection, info);
  }

  private void link(PeerConnection connection, IdentifyInfo info) {
    if (info.protocols().stream().noneMatch(GossipProtocol.IDS::contains)) {
      return;
    }
    PeerLink link = new PeerLink(connection);
    PeerLink current =
        links.compute(
            connection.peer(),
            (peer, before) -> before == null || before.isClosed() ? link : before);
    if (current == link) {
      boolean kona = info.agent().startsWith(KONA);
      link.start(threads, (opened, protocol) -> added(opened, protocol, kona), this::ended);
    }
  }

  @Override
  public void disconnected(PeerId peer, String reason) {
    PeerLink link = links.get(peer);
    if (link != null) {
      link.close();
    }
    next.disconnected(peer, reason);
  }

  @Override
  public void close() {
    links.values().forEach(PeerLink::close);
    loops.forEach(PeerThreads.Loop::close);
  }

  private void added(PeerLink link, GossipProtocol protocol, boolean kona) throws IOException {
    PeerConnection connection = link.connection();
    String address = connection.remote().getAddress().getHostAddress();
    post(
        connection.peer(),
        () -> {
          router.addPeer(connection.peer(), protocol, address, connection.outbound());
          if (kona) {
            router.idForm(connection.peer(), IdForm.WITHOUT_TOPIC);
          }
        });
  }

  private void ended(PeerLink link, String reason) {
    PeerId peer = link.connection().peer();
    LOG.debug("gossip: sending to {} ended: {}", peer, reason);
    links.remove(peer, link);
    // When the queue is full the next heartbeat removes the peer.
    inbox.offer(new Task(peer, () -> removeUnlinked(peer)));
    P2pHost network = host;
    PeerConnection other = network == null ? null : network.connection(peer);
    IdentifyInfo info = other == null ? null : other.info();
    if (other != null && info != null && other != link.connection()) {
      link(other, info);
    }
  }

  private void removeUnlinked(PeerId peer) {
    if (!links.containsKey(peer)) {
      router.removePeer(peer, now());
    }
  }

  /** Reads what a peer sends, on the thread of its stream. */
  private void read(PeerConnection peer, String protocol, YamuxStream stream) throws IOException {
    AtomicInteger open = streams.computeIfAbsent(peer.peer(), id -> new AtomicInteger());
    if (open.incrementAndGet() > MAX_STREAMS_PER_PEER) {
      open.decrementAndGet();
      throw new IOException("gossip: too many streams of a peer");
    }
    try {
      stream.enlargeWindow(WINDOW);
      for (long length = nextLength(stream); length >= 0; length = nextLength(stream)) {
        receive(peer, stream, (int) length);
      }
    } catch (IOException | DecodeException e) {
      peer.close();
      throw e;
    } finally {
      if (open.decrementAndGet() == 0) {
        streams.remove(peer.peer(), open);
      }
    }
  }

  /** The length of the next RPC; peers may be silent as long as the connection lives. */
  private static long nextLength(YamuxStream stream) throws IOException {
    stream.readTimeout(0);
    long length = Reads.varint(stream);
    if (length > GossipRpcCodec.MAX_BYTES) {
      throw new IOException("gossip: an RPC of " + length + " bytes");
    }
    return length;
  }

  private void receive(PeerConnection from, YamuxStream stream, int length) throws IOException {
    PeerId peer = from.peer();
    try (AssemblyBudget.Assembly assembly = budget.begin(from::close)) {
      long millis = RPC_MILLIS + length / RPC_BYTES_PER_MILLI;
      byte[] encoded =
          Reads.exactly(stream, length, TimeUnit.MILLISECONDS.toNanos(millis), assembly::grow);
      GossipRpc rpc = GossipRpcCodec.decode(encoded);
      List<GossipMessage> messages = new ArrayList<>();
      for (GossipRpc.Published message : rpc.messages()) {
        if (message.anonymous() && topics.contains(message.topic())) {
          byte[] data = message.data().unsafeArray();
          messages.add(
              new GossipMessage(
                  message.topic(), message.data(), MessageIds.of(message.topic(), data, sha256)));
        }
      }
      post(peer, () -> router.receive(peer, rpc, messages, now()));
    }
  }

  private void post(@Nullable PeerId peer, Runnable action) throws IOException {
    try {
      if (!inbox.offer(new Task(peer, action), INBOX_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("gossip: this node is too busy");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EOFException("interrupted");
    }
  }

  /** A pass of the thread that owns the router. */
  private void step() throws InterruptedException {
    long wait = Math.clamp(nextHeartbeat - now(), 0, POLL_MILLIS);
    Task task = validated.isEmpty() ? inbox.poll(wait, TimeUnit.MILLISECONDS) : inbox.poll();
    for (Validated done = validated.poll(); done != null; done = validated.poll()) {
      router.validated(done.message(), done.verdict());
    }
    if (task != null) {
      run(task);
    }
    if (now() >= nextHeartbeat) {
      nextHeartbeat = now() + params.heartbeatMillis();
      router.peers().stream()
          .filter(peer -> !links.containsKey(peer))
          .forEach(this::removeUnlinked);
      router.heartbeat(now());
      publishScores();
    }
  }

  /** What a peer causes costs that peer its connection, and nobody else anything. */
  private void run(Task task) {
    try {
      task.action().run();
    } catch (RuntimeException e) {
      threads.failed("gossip", e);
      PeerLink link = task.peer() == null ? null : links.get(task.peer());
      if (link != null) {
        link.connection().close();
      }
    }
  }

  private void publishScores() {
    Map<PeerId, PeerScore> now = new HashMap<>();
    links.keySet().forEach(peer -> now.put(peer, scores.of(peer)));
    published = Map.copyOf(now);
    counted = Map.copyOf(scores.all());
    Map<String, Integer> counts = new HashMap<>();
    topics.forEach(topic -> counts.put(topic, router.peers(topic).size()));
    topicPeers = Map.copyOf(counts);
  }

  /** A pass of the thread that validates. */
  private void validate() throws InterruptedException {
    Pending next = pending.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
    if (next != null) {
      // The router waits for the outcome of no more messages than there is room for.
      validated.add(new Validated(next.message(), verdict(next)));
      inbox.offer(WAKE);
    }
  }

  private Verdict verdict(Pending next) {
    try {
      return validator.validate(next.from(), next.message());
    } catch (RuntimeException e) {
      threads.failed("gossip-validate", e);
      return Verdict.IGNORE;
    }
  }

  private static long now() {
    return System.nanoTime() / 1_000_000;
  }

  private final class Outbox implements GossipOutbox {
    @Override
    public void send(PeerId peer, GossipRpc rpc) {
      PeerLink link = links.get(peer);
      if (link == null || !link.send(rpc)) {
        LOG.debug("gossip: the queue of {} is full", peer);
      }
    }

    @Override
    public void validate(PeerId from, GossipMessage message) {
      // The router lets fewer wait than there is room for.
      if (!pending.offer(new Pending(from, message))) {
        LOG.warn("gossip: too many messages wait for validation");
      }
    }

    @Override
    public void event(GossipEvent event, PeerId peer) {
      events.computeIfAbsent(event, key -> new LongAdder()).increment();
    }
  }
}
