package dev.kopi.adapters.p2p.gossip;

import dev.kopi.adapters.p2p.host.HostListener;
import dev.kopi.adapters.p2p.host.IdentifyInfo;
import dev.kopi.adapters.p2p.host.P2pHost;
import dev.kopi.adapters.p2p.host.PeerConnection;
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
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link GossipRouter} on the streams of a host. One thread owns the router, another
 * validates; both have bounded queues, and what peers send waits in their streams when they are
 * full.
 */
public final class GossipService implements HostListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GossipService.class);
  private static final int MAX_INBOX = 1_024;
  private static final long INBOX_SECONDS = 10;
  private static final int WINDOW = 1 << 20;
  private static final int MAX_STREAMS_PER_PEER = 2;
  private static final String KONA = "kona";

  private final GossipParams params;
  private final Set<String> topics;
  private final Sha256 sha256;
  private final MessageValidator validator;
  private final HostListener next;
  private final BlockingQueue<Runnable> inbox = new ArrayBlockingQueue<>(MAX_INBOX);
  private final BlockingQueue<Pending> pending = new ArrayBlockingQueue<>(MAX_INBOX);
  private final Map<PeerId, PeerLink> links = new ConcurrentHashMap<>();
  private final Map<PeerId, AtomicInteger> streams = new ConcurrentHashMap<>();
  private final AssemblyBudget budget = new AssemblyBudget();
  private final Map<GossipEvent, LongAdder> events = new ConcurrentHashMap<>();
  private final PeerScores scores;
  private final GossipRouter router;
  private volatile Map<PeerId, PeerScore> published = Map.of();
  private volatile Map<String, Integer> topicPeers = Map.of();
  private volatile boolean closed;

  private record Pending(PeerId from, GossipMessage message) {}

  /**
   * Gossip that is not started.
   *
   * @param topics the topics to join
   * @param random a number from 0 to below its argument
   * @param next is told of connections as well
   */
  public GossipService(
      GossipParams params,
      ScoreParams scoreParams,
      List<String> topics,
      Sha256 sha256,
      IntUnaryOperator random,
      MessageValidator validator,
      HostListener next) {
    this.params = params;
    this.topics = Set.copyOf(topics);
    this.sha256 = sha256;
    this.validator = validator;
    this.next = next;
    this.scores = new PeerScores(scoreParams);
    this.router = new GossipRouter(params, topics, scores, random, new Outbox());
  }

  /** Serves the gossip protocols of a host, which tells this object of its connections. */
  public void start(P2pHost host) {
    GossipProtocol.IDS.forEach(id -> host.handle(id, this::read));
    Thread.ofVirtual().name("gossip").start(this::own);
    Thread.ofVirtual().name("gossip-validate").start(this::validate);
  }

  /** Sends a message of this node to the peers of its topic. */
  public void publish(String topic, byte[] data) {
    Bytes bytes = Bytes.wrap(data);
    GossipMessage message = new GossipMessage(topic, bytes, MessageIds.of(topic, data, sha256));
    post(() -> router.publish(message, now()));
  }

  /** Counts a failure of a peer beyond gossip. Does not wait. */
  public void error(PeerId peer) {
    offer(() -> scores.error(peer));
  }

  /** Counts an invalid block of a peer. Does not wait. */
  public void rejected(PeerId peer) {
    offer(() -> scores.rejected(peer));
  }

  private void offer(Runnable task) {
    if (!inbox.offer(task)) {
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
    if (info.protocols().stream().anyMatch(GossipProtocol.IDS::contains)) {
      PeerLink link = new PeerLink(connection);
      if (links.putIfAbsent(connection.peer(), link) == null) {
        boolean kona = info.agent().startsWith(KONA);
        link.start((opened, protocol) -> added(opened, protocol, kona), this::ended);
      }
    }
    next.identified(connection, info);
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
    closed = true;
    links.values().forEach(PeerLink::close);
  }

  private void added(PeerLink link, GossipProtocol protocol, boolean kona) {
    PeerConnection connection = link.connection();
    String address = connection.remote().getAddress().getHostAddress();
    post(() -> {
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
    post(() -> router.removePeer(peer, now()));
  }

  /** Reads what a peer sends, on the thread of its stream. */
  private void read(PeerConnection peer, String protocol, YamuxStream stream) throws IOException {
    AtomicInteger open = streams.computeIfAbsent(peer.peer(), id -> new AtomicInteger());
    if (open.incrementAndGet() > MAX_STREAMS_PER_PEER) {
      open.decrementAndGet();
      throw new IOException("gossip: too many streams of a peer");
    }
    try {
      stream.readTimeout(0);
      stream.enlargeWindow(WINDOW);
      for (long length = Reads.varint(stream); length >= 0; length = Reads.varint(stream)) {
        if (length > GossipRpcCodec.MAX_BYTES) {
          throw new IOException("gossip: an RPC of " + length + " bytes");
        }
        receive(peer.peer(), stream, (int) length);
      }
    } finally {
      if (open.decrementAndGet() == 0) {
        streams.remove(peer.peer(), open);
      }
    }
  }

  private void receive(PeerId peer, YamuxStream stream, int length) throws IOException {
    int taken = budget.take(length);
    try {
      GossipRpc rpc = GossipRpcCodec.decode(Reads.exactly(stream, length));
      List<GossipMessage> messages = new ArrayList<>();
      for (GossipRpc.Published message : rpc.messages()) {
        if (message.anonymous() && topics.contains(message.topic())) {
          byte[] data = message.data().unsafeArray();
          messages.add(
              new GossipMessage(
                  message.topic(), message.data(), MessageIds.of(message.topic(), data, sha256)));
        }
      }
      postOrFail(() -> router.receive(peer, rpc, messages, now()));
    } finally {
      budget.giveBack(taken);
    }
  }

  private void postOrFail(Runnable task) throws IOException {
    try {
      if (!inbox.offer(task, INBOX_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("gossip: this node is too busy");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EOFException("interrupted");
    }
  }

  private void post(Runnable task) {
    try {
      postOrFail(task);
    } catch (IOException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  private void own() {
    long heartbeat = now() + params.heartbeatMillis();
    while (!closed) {
      try {
        Runnable task = inbox.poll(Math.max(0, heartbeat - now()), TimeUnit.MILLISECONDS);
        if (task != null) {
          task.run();
        }
        if (now() >= heartbeat) {
          router.heartbeat(now());
          publishScores();
          heartbeat = Math.max(heartbeat, now() - params.heartbeatMillis());
          heartbeat += params.heartbeatMillis();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        LOG.error("gossip: a step failed", e);
      }
    }
  }

  private void publishScores() {
    Map<PeerId, PeerScore> now = new HashMap<>();
    links.keySet().forEach(peer -> now.put(peer, scores.of(peer)));
    published = Map.copyOf(now);
    Map<String, Integer> counts = new HashMap<>();
    topics.forEach(topic -> counts.put(topic, router.peers(topic).size()));
    topicPeers = Map.copyOf(counts);
  }

  private void validate() {
    while (!closed) {
      try {
        Pending next = pending.poll(1, TimeUnit.SECONDS);
        if (next != null) {
          Verdict verdict = verdict(next);
          post(() -> router.validated(next.message(), verdict));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private Verdict verdict(Pending next) {
    try {
      return validator.validate(next.from(), next.message());
    } catch (RuntimeException e) {
      LOG.error("gossip: validating a message failed", e);
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
