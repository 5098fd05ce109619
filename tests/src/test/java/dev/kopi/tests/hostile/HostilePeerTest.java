package dev.kopi.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.p2p.payload.PayloadByNumber;
import dev.kopi.apps.bench.p2p.BenchBlocks;
import dev.kopi.apps.bench.p2p.BenchNodes;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.p2p.block.BlockVersion;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.services.node.driver.UnsafePayloadOutcome;
import dev.kopi.services.node.p2p.PeerToPeer;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that do wrong things all the time change nothing for the others. */
@Timeout(900)
class HostilePeerTest {
  /** For ten minutes, or each kind twice. */
  private static final int ROUNDS = Vectors.all() ? 300 : 2;

  private static final Set<String> REACHED = Set.of("REJECT_MESSAGE", "IHAVE_FLOOD", "GRAFT");

  private static final long MAX_GROWTH = 64L << 20;

  private final Crypto crypto = NativeCrypto.create();
  private final BenchNodes nodes = new BenchNodes(crypto);
  private final BenchBlocks blocks = new BenchBlocks(nodes.chain());
  private final List<PeerToPeer> running = new ArrayList<>();
  private long head;

  @AfterEach
  void close() {
    running.forEach(PeerToPeer::close);
  }

  private BlockingQueue<Long> start(PeerToPeer node) {
    BlockingQueue<Long> arrived = new LinkedBlockingQueue<>();
    node.start(
        block -> {
          arrived.add(block.payload().blockNumber());
          return CompletableFuture.completedFuture(new UnsafePayloadOutcome.Queued());
        },
        () -> head,
        height -> null);
    running.add(node);
    return arrived;
  }

  @Test
  void changesNothingForTheOthers() throws Exception {
    PeerToPeer sequencer = nodes.sequencer(0);
    BlockingQueue<Long> ignored = start(sequencer);
    PeerToPeer first = nodes.verifier(2, 0, sequencer.address());
    BlockingQueue<Long> atFirst = start(first);
    PeerToPeer second = nodes.verifier(3, 0, first.address());
    BlockingQueue<Long> atSecond = start(second);
    publishUntilItArrives(sequencer, atSecond);
    HostilePeer hostile =
        new HostilePeer(
            first.address(),
            BlockVersion.V4.topic(nodes.chain().chainId()),
            PayloadByNumber.protocol(nodes.chain()));
    long before = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<Thread> attacks = new ArrayList<>();
      for (int kind = 0; kind < HostilePeer.KINDS; kind++) {
        int what = kind;
        attacks.add(Thread.startVirtualThread(() -> attack(hostile, what)));
        if (kind % 5 == 4) {
          publish(sequencer, atFirst, atSecond);
          for (Thread attack : attacks) {
            attack.join();
          }
        }
      }
      if (round == 0) {
        before = usedHeap();
      }
    }
    assertThat(usedHeap() - before).as("growth of the heap").isLessThan(MAX_GROWTH);
    assertThat(connected(sequencer)).containsExactly(id(first));
    assertThat(connected(first)).contains(id(sequencer), id(second));
    for (PeerToPeer node : running) {
      assertThat(node.scores().get(id(first == node ? sequencer : first)))
          .satisfies(score -> assertThat(Objects.requireNonNull(score).total()).isZero());
    }
    assertThat(ignored).isEmpty();
    System.out.println("hostile peer: " + head + " blocks; " + first.figures().gossipEvents());
    assertThat(first.figures().gossipEvents())
        .as("what the attacks have come to")
        .allSatisfy((event, count) -> {
          if (REACHED.contains(event)) {
            assertThat(count).as(event).isPositive();
          }
        });
  }

  private static void attack(HostilePeer hostile, int kind) {
    try {
      hostile.attack(kind);
    } catch (IOException e) {
      // So the node refuses it.
    }
  }

  private void publishUntilItArrives(PeerToPeer sequencer, BlockingQueue<Long> last)
      throws InterruptedException {
    for (int i = 0; i < 60; i++) {
      sequencer.gossip().publish(blocks.of(++head, 1_000));
      if (last.poll(500, TimeUnit.MILLISECONDS) != null) {
        return;
      }
    }
    throw new AssertionError("the nodes did not connect");
  }

  private void publish(PeerToPeer sequencer, BlockingQueue<Long> first, BlockingQueue<Long> second)
      throws InterruptedException {
    sequencer.gossip().publish(blocks.of(++head, 1_000));
    await(first);
    await(second);
  }

  private void await(BlockingQueue<Long> arrived) throws InterruptedException {
    Long number;
    do {
      number = arrived.poll(5, TimeUnit.SECONDS);
      assertThat(number).as("block " + head).isNotNull();
    } while (Objects.requireNonNull(number) < head);
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static PeerId id(PeerToPeer node) {
    return Objects.requireNonNull(node.address().peer());
  }

  private static List<PeerId> connected(PeerToPeer node) {
    return node.connections().stream().map(connection -> connection.peer()).toList();
  }
}
