package dev.kopi.services.node.p2p;

import dev.kopi.adapters.p2p.discovery.DiscoveryConfig;
import dev.kopi.adapters.p2p.discovery.NodeDiscovery;
import dev.kopi.adapters.p2p.gossip.BlockTopics;
import dev.kopi.adapters.p2p.gossip.GossipService;
import dev.kopi.adapters.p2p.host.HostConfig;
import dev.kopi.adapters.p2p.host.HostListener;
import dev.kopi.adapters.p2p.host.IdentifyInfo;
import dev.kopi.adapters.p2p.host.P2pHost;
import dev.kopi.adapters.p2p.host.PeerConnection;
import dev.kopi.adapters.p2p.identity.NodeIdentity;
import dev.kopi.adapters.p2p.payload.PayloadByNumber;
import dev.kopi.adapters.p2p.payload.PayloadSource;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.p2p.block.BlockCheck;
import dev.kopi.core.p2p.block.GossipChain;
import dev.kopi.core.p2p.block.Verdict;
import dev.kopi.core.p2p.gate.PeerGate;
import dev.kopi.core.p2p.gossip.GossipEvent;
import dev.kopi.core.p2p.gossip.GossipParams;
import dev.kopi.core.p2p.gossip.PeerMonitor;
import dev.kopi.core.p2p.gossip.PeerScore;
import dev.kopi.core.p2p.gossip.ScoreParams;
import dev.kopi.core.p2p.peer.PeerAddress;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.p2p.record.NodeRecord;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.UnsafePayloads;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import dev.kopi.services.lifecycle.Work;
import dev.kopi.services.node.driver.UnsafePayloadOutcome;
import dev.kopi.services.node.sequencer.Gossip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The P2P network of a node: a host, gossip of blocks, blocks on request, static peers, and bans of
 * peers with low scores.
 */
public final class PeerToPeer implements NodePeers {
  private static final Logger LOG = LoggerFactory.getLogger(PeerToPeer.class);
  private static final int MAX_PER_ADDRESS = 10;
  private static final long WATCH_MILLIS = 1_000;
  private static final long OBSERVE_MILLIS = 15_000;
  private static final Duration START_DEADLINE = Duration.ofSeconds(10);

  private final PeerToPeerConfig config;
  private final GossipChain chain;
  private final InstantSource clock;
  private final RoleHealth health;
  private final PeerAdmission admission;
  private final BlockSignerWatch signers;
  private final GossipService gossip;
  private final P2pHost host;
  private final StaticPeers staticPeers;
  private final @Nullable BlockPublisher publisher;
  private final PeerMonitor monitor;
  private final PeerBook book;
  private final @Nullable NodeDiscovery discovery;
  private final PeerFinder finder;
  private final Reachability reachability;
  private volatile @Nullable GapFiller gaps;
  private volatile Consumer<PeerScore> scoreObserver = score -> {};
  private long nextObservation;
  private final List<ServiceThread> threads = new ArrayList<>();
  private volatile Function<UnsafePayloads.Entry, CompletableFuture<UnsafePayloadOutcome>> sink =
      block -> new CompletableFuture<>();

  /**
   * Listens; nothing is accepted before the start.
   *
   * @param signer asks L1 who signs blocks
   * @param agent the name and version that peers are told
   * @param health learns what fails
   * @throws IOException when the port is taken
   */
  public PeerToPeer(
      PeerToPeerConfig config,
      GossipChain chain,
      Crypto crypto,
      Supplier<@Nullable Address> signer,
      String agent,
      InstantSource clock,
      RoleHealth health)
      throws IOException {
    this.config = config;
    this.chain = chain;
    this.clock = clock;
    this.health = health;
    this.admission = new PeerAdmission(clock);
    this.signers = new BlockSignerWatch(signer, config.signerInterval().toMillis(), clock);
    this.monitor = new PeerMonitor(config.banThreshold());
    BlockTopics topics =
        new BlockTopics(
            chain, config.maxAge().toSeconds(), crypto.secp256k1(), signers, clock, this::checked);
    SecureRandom random = new SecureRandom();
    SupervisedPeerThreads peerThreads = new SupervisedPeerThreads(health, clock);
    this.gossip =
        new GossipService(
            GossipParams.DEFAULT,
            new ScoreParams(1000 * chain.blockTimeSeconds(), config.scoring()),
            topics.topics(),
            crypto.sha256(),
            random::nextInt,
            topics,
            new Log(),
            peerThreads);
    this.host =
        new P2pHost(
            new HostConfig(config.listen(), agent, config.maxPeers(), MAX_PER_ADDRESS),
            new NodeIdentity(config.key(), crypto.secp256k1()),
            admission,
            gossip,
            peerThreads);
    PeerAddress advertised = config.advertised();
    if (advertised != null) {
      host.advertise(List.of(advertised));
    }
    this.book = new PeerBook(config.peerStore(), admission, gossip, clock);
    this.reachability =
        new Reachability(
            advertised == null ? host.listenAddress().toString() : advertised.toString());
    this.discovery = discovery(crypto.secp256k1());
    this.finder =
        new PeerFinder(
            host,
            discovery,
            book,
            admission,
            config.wantedPeers(),
            random::nextInt,
            peerThreads,
            health);
    this.staticPeers = new StaticPeers(host, config.staticPeers(), random::nextInt, peerThreads);
    config.staticPeers().forEach(this::protect);
    this.publisher =
        config.blockSigner() == null
            ? null
            : new BlockPublisher(
                topics, gossip, chain.chainId(), config.blockSigner(), crypto.secp256k1());
  }

  /** Discovery, listening; null when peers are not discovered. */
  private @Nullable NodeDiscovery discovery(Secp256k1 curve) throws IOException {
    DiscoverySettings settings = config.discovery();
    if (settings == null) {
      return null;
    }
    int tcp = host.listenAddress().port();
    int udp = settings.udpPort() == 0 ? tcp : settings.udpPort();
    List<NodeRecord> bootnodes = new ArrayList<>(settings.bootnodes());
    if (settings.folder() != null) {
      bootnodes.addAll(NodeRecordsFile.read(settings.folder(), curve));
    }
    DiscoveryConfig discoveryConfig =
        new DiscoveryConfig(
            new InetSocketAddress(config.listen().getAddress(), udp),
            settings.advertised(),
            settings.advertisedTcp() == 0 ? tcp : settings.advertisedTcp(),
            settings.advertisedUdp() == 0 ? udp : settings.advertisedUdp(),
            chain.chainId(),
            bootnodes,
            address -> mayDiscover(settings.restrictedTo(), address));
    NodeDiscovery found =
        new NodeDiscovery(
            discoveryConfig, new NodeIdentity(config.key(), curve), curve, clock.millis());
    try {
      found.start(START_DEADLINE);
    } catch (IOException e) {
      found.close();
      host.close();
      throw new IOException("UDP port " + udp + ": " + e.getMessage(), e);
    }
    return found;
  }

  private boolean mayDiscover(List<PeerGate.Subnet> restrictedTo, InetAddress address) {
    Bytes bytes = Bytes.wrap(address.getAddress());
    return admission.allows(address)
        && (restrictedTo.isEmpty()
            || restrictedTo.stream().anyMatch(subnet -> subnet.contains(bytes)));
  }

  private void protect(PeerAddress address) {
    PeerId peer = address.peer();
    if (peer != null) {
      admission.protect(peer, true);
    }
  }

  /** The address that this node listens on, with its id. */
  public PeerAddress address() {
    return host.listenAddress();
  }

  /** The record that other nodes discover this one by; null when it is not discovered. */
  public @Nullable NodeRecord record() {
    return discovery == null ? null : discovery.self();
  }

  @Override
  public Gossip gossip() {
    return publisher == null ? Gossip.NONE : publisher;
  }

  @Override
  public void start(
      Function<UnsafePayloads.Entry, CompletableFuture<UnsafePayloadOutcome>> sink,
      LongSupplier unsafeHead,
      PayloadSource source) {
    this.sink = sink;
    GapFiller filler = new GapFiller(host, chain, unsafeHead, sink);
    this.gaps = filler;
    ServiceThread filling = thread("p2p-gaps", filler);
    filler.wakeBy(filling::wake);
    threads.add(filling);
    if (config.serveBlocks()) {
      host.handle(PayloadByNumber.protocol(chain), new PayloadStreams(chain, source, clock));
    }
    threads.add(thread("p2p-signer", signers));
    threads.add(thread("p2p-static", staticPeers));
    threads.add(thread("p2p-watch", this::watch));
    threads.add(thread("p2p-find", finder));
    threads.add(thread("p2p-store", book));
    DiscoverySettings settings = config.discovery();
    if (settings != null && settings.folder() != null && discovery != null) {
      threads.add(thread("p2p-nodes", new NodeRecordsFile(settings.folder(), discovery)));
    }
    if (publisher != null) {
      ServiceThread publishing = thread("p2p-publish", publisher);
      publisher.wakeBy(publishing::wake);
      threads.add(publishing);
    }
    book.load();
    gossip.start(host);
    host.start();
    threads.forEach(ServiceThread::start);
    PeerAddress advertised = config.advertised();
    LOG.atInfo()
        .addKeyValue("listen", host.listenAddress())
        .addKeyValue("advertised", advertised == null ? host.listenAddress() : advertised)
        .addKeyValue("record", discovery == null ? "discovery is off" : discovery.self().text())
        .log("P2P network started");
  }

  private ServiceThread thread(String name, Work work) {
    return new ServiceThread(name, work, ServiceThread.OnFailure.RETRY, health, clock);
  }

  @Override
  public RpcMethods methods() {
    return new PeersRpc(host, gossip, admission, chain, book, discovery).methods();
  }

  /** The connections, for tests and metrics. */
  public List<PeerConnection> connections() {
    return host.connections();
  }

  @Override
  public int connected() {
    return host.connections().size();
  }

  @Override
  public NetworkFigures figures() {
    Map<String, Long> events = new HashMap<>();
    for (GossipEvent event : GossipEvent.values()) {
      events.merge(name(event), gossip.count(event), Long::sum);
    }
    return new NetworkFigures(
        events, Map.of("in", host.traffic().in(), "out", host.traffic().out()));
  }

  @Override
  public void onScores(Consumer<PeerScore> observer) {
    scoreObserver = observer;
  }

  private static String name(GossipEvent event) {
    return switch (event) {
      case GRAFT_SENT, GRAFT_RECEIVED -> "GRAFT";
      case PRUNE_SENT, PRUNE_RECEIVED -> "PRUNE";
      case DELIVERED -> "DELIVER_MESSAGE";
      case DUPLICATE -> "DUPLICATE_MESSAGE";
      case REJECTED -> "REJECT_MESSAGE";
      case IGNORED,
          THROTTLED,
          UNWANTED,
          GRAYLISTED,
          GRAFT_IN_BACKOFF,
          IHAVE_FLOOD,
          BROKEN_PROMISE ->
          event.name();
    };
  }

  /** The scores of the peers. */
  public Map<PeerId, PeerScore> scores() {
    return gossip.scores();
  }

  @Override
  public void close() {
    threads.forEach(ServiceThread::close);
    if (discovery != null) {
      discovery.close();
    }
    host.close();
    gossip.close();
    try {
      book.save();
    } catch (UncheckedIOException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  /** A message was validated, on the thread that validates. */
  private void checked(PeerId from, BlockCheck check) {
    UnsafePayloads.Entry block = check.block();
    if (block != null) {
      sink.apply(block)
          .whenComplete((outcome, failure) -> {
            GapFiller filler = gaps;
            if (outcome instanceof UnsafePayloadOutcome.Invalid) {
              gossip.rejected(from);
            } else if (outcome instanceof UnsafePayloadOutcome.Queued && filler != null) {
              filler.queued(block.payload().blockNumber());
            }
          });
    } else if (check.verdict() == Verdict.REJECT) {
      switch (check.reason().penalty()) {
        case NONE -> {}
        case ERROR -> gossip.error(from);
        case REJECTION -> gossip.rejected(from);
      }
      LOG.atDebug()
          .addKeyValue("peer", from)
          .addKeyValue("reason", check.reason())
          .log("a gossiped block is rejected");
    }
  }

  /** Every second: looks at the score of one peer. */
  private long watch(long nowMillis) {
    admission.change(gate -> gate.expire(nowMillis));
    reachability.check(nowMillis);
    Map<PeerId, PeerScore> scores = gossip.scores();
    if (nowMillis >= nextObservation && !scores.isEmpty()) {
      nextObservation = nowMillis + OBSERVE_MILLIS;
      scores.values().forEach(scoreObserver);
    }
    if (config.banning()) {
      PeerId bad =
          monitor.next(
              host.connections().stream().map(PeerConnection::peer).toList(),
              peer -> scores.containsKey(peer) ? scores.get(peer).total() : 0,
              admission::isProtected);
      PeerConnection connection = bad == null ? null : host.connection(bad);
      if (connection != null) {
        ban(connection, scores.get(bad), nowMillis);
      }
    }
    return nowMillis + WATCH_MILLIS;
  }

  private void ban(PeerConnection connection, @Nullable PeerScore score, long nowMillis) {
    LOG.atWarn()
        .addKeyValue("peer", connection.peer())
        .addKeyValue("score", score)
        .addKeyValue("for", config.banDuration())
        .log("a peer is banned");
    Bytes address = Bytes.wrap(connection.remote().getAddress().getAddress());
    admission.change(
        gate -> gate.ban(connection.peer(), address, nowMillis + config.banDuration().toMillis()));
    connection.close();
    if (host.connections().size() <= 1 && admission.read(gate -> gate.bannedPeers()) > 0) {
      LOG.warn("all peers are banned; blocks come from L1 alone until a ban ends");
    }
  }

  /** Where a peer listens: at the address that it came from, on a port that it tells. */
  private void remember(PeerConnection connection, IdentifyInfo info) {
    InetAddress address = connection.remote().getAddress();
    if (connection.outbound() || !(address instanceof Inet4Address)) {
      return;
    }
    info.listenAddresses().stream()
        .map(PeerAddress::ip4TcpPort)
        .filter(port -> port != null && port > 0)
        .findFirst()
        .ifPresent(port ->
            book.seen(new PeerAddress("ip4", address.getHostAddress(), port, connection.peer())));
  }

  private final class Log implements HostListener {
    @Override
    public void connected(PeerConnection connection) {
      if (!connection.outbound()) {
        reachability.reachedFrom(connection.remote().getAddress());
      }
      LOG.atInfo()
          .addKeyValue("peer", connection.peer())
          .addKeyValue("address", connection.remote())
          .addKeyValue("dialled", connection.outbound())
          .log("peer connected");
    }

    @Override
    public void identified(PeerConnection connection, IdentifyInfo info) {
      remember(connection, info);
      LOG.atDebug()
          .addKeyValue("peer", connection.peer())
          .addKeyValue("agent", info.agent())
          .log("peer identified");
    }

    @Override
    public void disconnected(PeerId peer, String reason) {
      LOG.atInfo().addKeyValue("peer", peer).addKeyValue("reason", reason).log("peer left");
    }
  }
}
