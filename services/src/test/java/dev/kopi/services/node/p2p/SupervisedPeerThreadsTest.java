package dev.kopi.services.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.p2p.host.ConnectionGate;
import dev.kopi.adapters.p2p.host.HostConfig;
import dev.kopi.adapters.p2p.host.HostListener;
import dev.kopi.adapters.p2p.host.IdentifyInfo;
import dev.kopi.adapters.p2p.host.P2pHost;
import dev.kopi.adapters.p2p.host.PeerConnection;
import dev.kopi.adapters.p2p.identity.NodeIdentity;
import dev.kopi.adapters.p2p.thread.PeerThreads;
import dev.kopi.core.crypto.ecdsa.PortableSecp256k1;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.lifecycle.RoleHealth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SupervisedPeerThreadsTest {
  private final RoleHealth health = new RoleHealth("node");
  private final PeerThreads threads = new SupervisedPeerThreads(health, InstantSource.system());

  @Test
  void repeatsASharedLoopAfterAnException() throws InterruptedException {
    AtomicInteger steps = new AtomicInteger();
    CountDownLatch third = new CountDownLatch(3);
    try (PeerThreads.Loop loop =
        threads.shared(
            "loop",
            () -> {
              third.countDown();
              if (steps.incrementAndGet() == 2) {
                throw new IllegalStateException("test");
              }
              TimeUnit.MILLISECONDS.sleep(1);
            })) {
      assertThat(third.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(loop).isNotNull();
    }
    assertThat(health.failures()).containsEntry("loop", 1L);
    assertThat(health.ended()).isNull();
  }

  @Test
  void endsTheRoleAfterAnErrorOfASharedLoop() {
    try (PeerThreads.Loop loop =
        threads.shared(
            "loop",
            () -> {
              throw new StackOverflowError();
            })) {
      assertThat(health.whenEnded().join().thread()).isEqualTo("loop");
      assertThat(loop).isNotNull();
    }
  }

  @Test
  void countsWhatConcernsOnePeerAlone() {
    threads.failed("loop", new IllegalStateException("test"));
    assertThat(health.failures()).containsEntry("loop", 1L);
    assertThat(health.isHealthy()).isTrue();
  }

  /** The port is closed before the thread that waits at it is told to end. */
  @Test
  void closingAHostIsNoFailure() throws IOException, InterruptedException {
    P2pHost host =
        new P2pHost(
            HostConfig.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "kopi/test"),
            new NodeIdentity(PrivateKey.of(UInt256.ONE), PortableSecp256k1.INSTANCE),
            ConnectionGate.OPEN,
            new NobodyComes(),
            new SlowlyClosed(threads));
    host.start();
    TimeUnit.MILLISECONDS.sleep(20); // Until accept() waits.
    host.close();
    assertThat(health.ended()).isNull();
    assertThat(health.failures()).isEmpty();
  }

  /** Threads whose loops close 50 ms late. */
  private record SlowlyClosed(PeerThreads threads) implements PeerThreads {
    @Override
    public Loop shared(String name, Step step) {
      Loop loop = threads.shared(name, step);
      return () -> {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        loop.close();
      };
    }

    @Override
    public void start(String name, Runnable body, Runnable onFailure) {
      threads.start(name, body, onFailure);
    }

    @Override
    public void failed(String name, RuntimeException cause) {
      threads.failed(name, cause);
    }
  }

  private static final class NobodyComes implements HostListener {
    @Override
    public void connected(PeerConnection connection) {
      throw new AssertionError("a peer");
    }

    @Override
    public void identified(PeerConnection connection, IdentifyInfo info) {
      throw new AssertionError("a peer");
    }

    @Override
    public void disconnected(PeerId peer, String reason) {
      throw new AssertionError("a peer");
    }
  }
}
