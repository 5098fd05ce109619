package dev.kopi.adapters.p2p.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.p2p.identity.NodeIdentity;
import dev.kopi.adapters.p2p.thread.TestThreads;
import dev.kopi.adapters.p2p.wire.Reads;
import dev.kopi.adapters.p2p.yamux.YamuxStream;
import dev.kopi.core.crypto.ecdsa.PortableSecp256k1;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.primitives.UInt256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class P2pHostTest {
  private static final int TIMEOUT = 10_000;

  private final TestThreads threads = new TestThreads();
  private final List<P2pHost> hosts = new ArrayList<>();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  private static NodeIdentity identity(int key) {
    return new NodeIdentity(PrivateKey.of(UInt256.of(key)), PortableSecp256k1.INSTANCE);
  }

  private P2pHost host(int key, ConnectionGate gate) throws IOException {
    HostConfig config =
        HostConfig.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "kopi/test");
    P2pHost host = new P2pHost(config, identity(key), gate, new Recorder(key), threads);
    host.handle("/echo", (peer, protocol, stream) -> stream.write(Reads.toEnd(stream, 8 << 20)));
    host.start();
    hosts.add(host);
    return host;
  }

  private final class Recorder implements HostListener {
    private final int key;

    private Recorder(int key) {
      this.key = key;
    }

    @Override
    public void connected(PeerConnection connection) {
      events.add(key + " connected");
    }

    @Override
    public void identified(PeerConnection connection, IdentifyInfo info) {
      events.add(key + " identified " + info.agent());
    }

    @Override
    public void disconnected(PeerId peer, String reason) {
      events.add(key + " disconnected");
    }
  }

  private void await(String... wanted) throws InterruptedException {
    List<String> left = new ArrayList<>(List.of(wanted));
    while (!left.isEmpty()) {
      String event = events.poll(10, TimeUnit.SECONDS);
      assertThat(event).as("still awaited: " + left).isNotNull();
      left.remove(event);
    }
  }

  @AfterEach
  void close() {
    hosts.forEach(P2pHost::close);
  }

  @Test
  void connectsIdentifiesPingsAndCarriesStreams() throws Exception {
    P2pHost first = host(1, ConnectionGate.OPEN);
    P2pHost second = host(2, ConnectionGate.OPEN);
    PeerConnection connection = first.dial(second.listenAddress(), TIMEOUT);
    await("1 connected", "2 connected", "1 identified kopi/test", "2 identified kopi/test");
    assertThat(connection.peer()).isEqualTo(second.peerId());
    IdentifyInfo info = Objects.requireNonNull(connection.info());
    assertThat(info.protocols()).contains("/echo", "/ipfs/ping/1.0.0");
    assertThat(P2pHost.ping(connection, new byte[32])).isPositive();

    byte[] sent = new byte[5 << 20];
    new Random(3).nextBytes(sent);
    YamuxStream stream = connection.open(List.of("/nothing", "/echo")).stream();
    stream.write(sent);
    stream.closeWrite();
    assertThat(Reads.toEnd(stream, sent.length)).isEqualTo(sent);

    first.close();
    await("1 disconnected", "2 disconnected");
    assertThat(second.connections()).isEmpty();
  }

  @Test
  void keepsTheOneConnectionWhenDiallingAgain() throws Exception {
    P2pHost first = host(1, ConnectionGate.OPEN);
    P2pHost second = host(2, ConnectionGate.OPEN);
    PeerConnection connection = first.dial(second.listenAddress(), TIMEOUT);
    assertThat(first.dial(second.listenAddress(), TIMEOUT)).isSameAs(connection);
  }

  @Test
  void refusesAPeerOfAnotherIdThanExpected() throws Exception {
    P2pHost first = host(1, ConnectionGate.OPEN);
    P2pHost second = host(2, ConnectionGate.OPEN);
    assertThatThrownBy(() -> first.dial(second.listenAddress().of(identity(3).peerId()), TIMEOUT))
        .hasMessageContaining("not " + identity(3).peerId());
    assertThat(first.connections()).isEmpty();
  }

  @Test
  void doesNotStayConnectedToItself() throws Exception {
    P2pHost first = host(1, ConnectionGate.OPEN);
    assertThatThrownBy(() -> first.dial(first.listenAddress(), TIMEOUT))
        .hasMessageContaining("itself");
  }

  @Test
  void dropsABlockedPeerOnceItIsKnown() throws Exception {
    P2pHost first = host(1, ConnectionGate.OPEN);
    PeerId blocked = first.peerId();
    P2pHost second =
        host(
            2,
            new ConnectionGate() {
              @Override
              public boolean allows(PeerId peer) {
                return !peer.equals(blocked);
              }

              @Override
              public boolean allows(InetAddress address) {
                return true;
              }
            });
    first.dial(second.listenAddress(), TIMEOUT);
    await("1 disconnected");
    assertThat(second.connections()).isEmpty();
    assertThatThrownBy(() -> second.dial(first.listenAddress(), TIMEOUT))
        .hasMessageContaining("blocked");
  }

  @Test
  void servesOthersWhileStrangersSendRubbishOrNothing() throws Exception {
    P2pHost first = host(1, ConnectionGate.OPEN);
    P2pHost second = host(2, ConnectionGate.OPEN);
    List<Socket> strangers = new ArrayList<>();
    Random random = new Random(5);
    for (int i = 0; i < 8; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), second.listenAddress().port());
      byte[] rubbish = new byte[1000];
      random.nextBytes(rubbish);
      if (i % 2 == 0) {
        socket.getOutputStream().write(rubbish);
      }
      strangers.add(socket);
    }
    PeerConnection connection = first.dial(second.listenAddress(), TIMEOUT);
    assertThat(P2pHost.ping(connection, new byte[32])).isPositive();
    for (Socket socket : strangers) {
      socket.close();
    }
  }

  /** Fails once when it is asked about an address. */
  private static final class FailingGate implements ConnectionGate {
    private final AtomicReference<@Nullable Runnable> failure;

    private FailingGate(Runnable failure) {
      this.failure = new AtomicReference<>(failure);
    }

    @Override
    public boolean allows(PeerId peer) {
      return true;
    }

    @Override
    public boolean allows(InetAddress address) {
      Runnable next = failure.getAndSet(null);
      if (next != null) {
        next.run();
      }
      return true;
    }
  }

  @Test
  void reportsAnErrorOfTheThreadThatAccepts() throws Exception {
    P2pHost target =
        host(
            1,
            new FailingGate(() -> {
              throw new NoClassDefFoundError("test");
            }));
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), target.listenAddress().port())) {
      TestThreads.Failure failure = threads.failure();
      assertThat(failure.thread()).isEqualTo("p2p-accept");
      assertThat(failure.cause()).isInstanceOf(NoClassDefFoundError.class);
      assertThat(socket.getInputStream().read()).isNegative();
    }
  }

  @Test
  void acceptsAgainAfterAnException() throws Exception {
    P2pHost target =
        host(
            1,
            new FailingGate(() -> {
              throw new IllegalStateException("test");
            }));
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), target.listenAddress().port())) {
      assertThat(threads.failure().thread()).isEqualTo("p2p-accept");
      assertThat(socket.getInputStream().read()).isNegative();
    }
    P2pHost other = host(2, ConnectionGate.OPEN);
    assertThat(P2pHost.ping(other.dial(target.listenAddress(), TIMEOUT), new byte[32]))
        .isPositive();
  }

  @Test
  void aThreadThatFailsCostsItsPeerTheConnectionAndNobodyElse() throws Exception {
    P2pHost target = host(1, ConnectionGate.OPEN);
    target.handle(
        "/broken",
        (peer, protocol, stream) -> {
          stream.read(new byte[1], 0, 1);
          throw new StackOverflowError();
        });
    P2pHost hostile = host(2, ConnectionGate.OPEN);
    P2pHost honest = host(3, ConnectionGate.OPEN);
    PeerConnection kept = honest.dial(target.listenAddress(), TIMEOUT);
    PeerConnection lost = hostile.dial(target.listenAddress(), TIMEOUT);
    lost.open(List.of("/broken")).stream().write(new byte[1]);
    assertThat(threads.failure().thread()).isEqualTo("p2p-stream");
    await("2 disconnected", "1 disconnected");
    assertThat(P2pHost.ping(kept, new byte[32])).isPositive();
    assertThat(target.connections()).hasSize(1);
  }

  @Test
  void acceptsAtMostTenConnectionsFromOneAddress() throws Exception {
    P2pHost target = host(100, ConnectionGate.OPEN);
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      sockets.add(new Socket(InetAddress.getLoopbackAddress(), target.listenAddress().port()));
    }
    P2pHost late = host(1, ConnectionGate.OPEN);
    assertThatThrownBy(() -> late.dial(target.listenAddress(), TIMEOUT))
        .isInstanceOf(IOException.class);
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
