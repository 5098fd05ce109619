package dev.kopi.apps.bench.p2p;

import com.sun.management.OperatingSystemMXBean;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.p2p.peer.PeerAddress;
import dev.kopi.services.node.driver.UnsafePayloadOutcome;
import dev.kopi.services.node.p2p.PeerToPeer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A sequencer's node and a verifier's on loopback, in one process: how long a block takes from its
 * publication until it is validated and handed to the verifier's driver, and the CPU time of both
 * nodes for it. Execution is not measured. They are peers of each other, or both of a third node
 * alone, which passes the blocks on.
 */
public final class GossipBench implements AutoCloseable {
  private static final long JOIN_MILLIS = 30_000;
  private static final long BLOCK_SECONDS = 30;

  private final BenchBlocks blocks;
  private final BlockingQueue<Arrival> arrived = new LinkedBlockingQueue<>();
  private final PeerToPeer sequencer;
  private final PeerToPeer verifier;
  private long number;

  private record Arrival(long number, long nanos) {}

  /**
   * What was measured for one size.
   *
   * @param bytes the size of the transactions of a block
   * @param p50Micros the median delay
   * @param p99Micros the delay that 99 of 100 blocks did not exceed
   * @param cpuMicros the CPU time of the process for a block
   */
  public record Figures(int bytes, long p50Micros, long p99Micros, long cpuMicros) {}

  /**
   * Starts both nodes.
   *
   * @param through the node between the two; null when they are peers of each other
   * @throws IOException when they cannot listen
   */
  public GossipBench(Crypto crypto, @Nullable PeerAddress through) throws IOException {
    BenchNodes nodes = new BenchNodes(crypto);
    this.blocks = new BenchBlocks(nodes.chain());
    this.sequencer = through == null ? nodes.sequencer(0) : nodes.sequencer(0, through);
    this.verifier = nodes.verifier(2, 0, through == null ? sequencer.address() : through);
    start(sequencer);
    start(verifier);
  }

  private void start(PeerToPeer node) {
    node.start(
        block -> {
          arrived.add(new Arrival(block.payload().blockNumber(), System.nanoTime()));
          return CompletableFuture.completedFuture(new UnsafePayloadOutcome.Queued());
        },
        () -> number,
        height -> null);
  }

  /**
   * Waits until both are connected.
   *
   * @throws IOException when they are not in time
   */
  public void join() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(JOIN_MILLIS);
    while (sequencer.scores().isEmpty() || verifier.scores().isEmpty()) {
      if (System.nanoTime() > end) {
        throw new IOException("the nodes did not connect");
      }
      Thread.sleep(50);
    }
    // The first heartbeats make the mesh.
    Thread.sleep(2_000);
  }

  /**
   * Publishes blocks, one after another.
   *
   * @param bytes the size of the transactions of each
   * @param warmUp how many are not counted
   * @throws IOException when one does not arrive
   */
  public Figures measure(int bytes, int warmUp, int count)
      throws IOException, InterruptedException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long[] delays = new long[count];
    long cpu = 0;
    for (int i = -warmUp; i < count; i++) {
      PayloadEnvelope block = blocks.of(++number, bytes);
      long cpuBefore = system.getProcessCpuTime();
      long published = System.nanoTime();
      sequencer.gossip().publish(block);
      long delay = arrival() - published;
      if (i >= 0) {
        delays[i] = delay;
        cpu += system.getProcessCpuTime() - cpuBefore;
      }
    }
    Arrays.sort(delays);
    return new Figures(
        bytes, delays[count / 2] / 1000, delays[count * 99 / 100] / 1000, cpu / count / 1000);
  }

  private long arrival() throws IOException, InterruptedException {
    while (true) {
      Arrival next = arrived.poll(BLOCK_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new IOException("block " + number + " did not arrive");
      }
      if (next.number() == number) {
        return next.nanos();
      }
    }
  }

  @Override
  public void close() {
    sequencer.close();
    verifier.close();
  }
}
