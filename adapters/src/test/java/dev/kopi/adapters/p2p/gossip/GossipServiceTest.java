package dev.kopi.adapters.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.p2p.host.ConnectionGate;
import dev.kopi.adapters.p2p.host.HostConfig;
import dev.kopi.adapters.p2p.host.HostListener;
import dev.kopi.adapters.p2p.host.IdentifyInfo;
import dev.kopi.adapters.p2p.host.P2pHost;
import dev.kopi.adapters.p2p.host.PeerConnection;
import dev.kopi.adapters.p2p.identity.NodeIdentity;
import dev.kopi.adapters.p2p.thread.TestThreads;
import dev.kopi.core.crypto.ecdsa.PortableSecp256k1;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.hash.PortableSha256;
import dev.kopi.core.p2p.block.Verdict;
import dev.kopi.core.p2p.gossip.GossipParams;
import dev.kopi.core.p2p.gossip.ScoreParams;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.primitives.UInt256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GossipServiceTest {
  private static final String TOPIC = "/test/blocks";

  /** Without a mesh: every peer is told ids at each heartbeat, in random order. */
  private static final GossipParams NO_MESH =
      new GossipParams(0, 0, 0, 0, 0, 6, 0.25, 500, 24_000, 12, 3, 65_000);

  private static final MessageValidator ACCEPTING = (from, message) -> Verdict.ACCEPT;
  private static final HostListener SILENT =
      new HostListener() {
        @Override
        public void connected(PeerConnection connection) {}

        @Override
        public void identified(PeerConnection connection, IdentifyInfo info) {}

        @Override
        public void disconnected(PeerId peer, String reason) {}
      };

  private final List<P2pHost> hosts = new ArrayList<>();
  private final List<GossipService> services = new ArrayList<>();

  private record Node(P2pHost host, GossipService gossip) {}

  private Node node(int key, MessageValidator validator, TestThreads threads) throws IOException {
    return node(key, GossipParams.DEFAULT, validator, bound -> key % bound, threads);
  }

  private Node node(
      int key,
      GossipParams params,
      MessageValidator validator,
      IntUnaryOperator random,
      TestThreads threads)
      throws IOException {
    GossipService gossip =
        new GossipService(
            params,
            new ScoreParams(1_000, true),
            List.of(TOPIC),
            PortableSha256.INSTANCE,
            random,
            validator,
            SILENT,
            threads);
    P2pHost host =
        new P2pHost(
            HostConfig.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "kopi/test"),
            new NodeIdentity(PrivateKey.of(UInt256.of(key)), PortableSecp256k1.INSTANCE),
            ConnectionGate.OPEN,
            gossip,
            threads);
    gossip.start(host);
    host.start();
    hosts.add(host);
    services.add(gossip);
    return new Node(host, gossip);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 1_000 && !condition.getAsBoolean(); i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private static void connect(Node from, Node to) throws Exception {
    from.host().dial(to.host().listenAddress(), 10_000);
    await(() -> from.gossip().peers(TOPIC) > 0);
  }

  @AfterEach
  void close() {
    hosts.forEach(P2pHost::close);
    services.forEach(GossipService::close);
  }

  @Test
  void reportsAnErrorOfTheThreadThatValidates() throws Exception {
    TestThreads threads = new TestThreads();
    Node target =
        node(
            1,
            (from, message) -> {
              throw new NoClassDefFoundError("test");
            },
            threads);
    Node sender = node(2, ACCEPTING, new TestThreads());
    connect(sender, target);
    sender.gossip().publish(TOPIC, new byte[] {1});
    assertThat(threads.failure().thread()).isEqualTo("gossip-validate");
  }

  @Test
  void validatesTheNextMessageAfterAnException() throws Exception {
    TestThreads threads = new TestThreads();
    BlockingQueue<Integer> validated = new LinkedBlockingQueue<>();
    Node target =
        node(
            1,
            (from, message) -> {
              int content = message.data().get(0);
              if (content == 1) {
                throw new IllegalStateException("test");
              }
              validated.add(content);
              return Verdict.ACCEPT;
            },
            threads);
    Node sender = node(2, ACCEPTING, new TestThreads());
    connect(sender, target);
    sender.gossip().publish(TOPIC, new byte[] {1});
    sender.gossip().publish(TOPIC, new byte[] {2});
    assertThat(validated.poll(10, TimeUnit.SECONDS)).isEqualTo(2);
    assertThat(threads.failure().thread()).isEqualTo("gossip-validate");
    assertThat(target.host().connections()).hasSize(1);
  }

  @Test
  void reportsAnErrorOfTheThreadThatOwnsTheRouter() throws Exception {
    TestThreads threads = new TestThreads();
    AtomicReference<@Nullable Error> error = new AtomicReference<>();
    Node target =
        node(
            1,
            NO_MESH,
            ACCEPTING,
            bound -> {
              Error next = error.get();
              if (next != null) {
                throw next;
              }
              return 0;
            },
            threads);
    connect(node(2, ACCEPTING, new TestThreads()), target);
    connect(node(3, ACCEPTING, new TestThreads()), target);
    await(() -> target.gossip().peers(TOPIC) == 2);
    error.set(new OutOfMemoryError("test"));
    target.gossip().publish(TOPIC, new byte[] {1});
    TestThreads.Failure failure = threads.failure();
    assertThat(failure.thread()).isEqualTo("gossip");
    assertThat(failure.cause()).isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void takesAPeerThatComesBackIntoItsTopicsAgain() throws Exception {
    Node target = node(1, ACCEPTING, new TestThreads());
    Node peer = node(2, ACCEPTING, new TestThreads());
    connect(peer, target);
    await(() -> target.gossip().peers(TOPIC) == 1);
    target.host().connections().getFirst().close();
    await(() -> target.gossip().peers(TOPIC) == 0 && peer.host().connections().isEmpty());
    peer.host().dial(target.host().listenAddress(), 10_000);
    await(() -> target.gossip().peers(TOPIC) == 1 && peer.gossip().peers(TOPIC) == 1);
  }
}
