package dev.kopi.apps.cli.bench;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.apps.bench.p2p.GossipBench;
import dev.kopi.apps.bench.p2p.GossipRelay;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.values.PeerAddresses;
import dev.kopi.apps.cli.values.Range;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kopi bench p2p}: blocks between two nodes on loopback. */
@Command(
    name = "p2p",
    description = {
      "Measures gossip of blocks between two nodes on loopback:",
      "from the publication until the block is validated and handed to the driver, and the CPU",
      "time of both nodes for it. Execution is not measured.",
      "With --through they are peers of a third node alone, which may be another program: one of",
      "chain 901 with a block a second since 1700000000, all forks up to Jovian at genesis, and",
      "the private key 77 as the signer of blocks. --relay is such a node."
    },
    mixinStandardHelpOptions = true)
public final class P2pBenchCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--bytes",
      paramLabel = "BYTES",
      split = ",",
      defaultValue = "10000,1000000,8000000",
      description = "The sizes of the transactions of a block, separated by commas.")
  @Range(min = 1, max = 9_000_000)
  private List<Integer> sizes = List.of();

  @Option(
      names = "--blocks",
      paramLabel = "COUNT",
      defaultValue = "50",
      description = "How many blocks of each size to measure.")
  @Range(min = 1, max = 100_000)
  private int blocks;

  @Option(
      names = "--warm-up",
      paramLabel = "COUNT",
      defaultValue = "20",
      description = "How many blocks of each size come before them.")
  @Range(max = 100_000)
  private int warmUp;

  @Option(
      names = "--through",
      paramLabel = "MULTIADDRESS",
      description = "The node between the two: /ip4/IP/tcp/PORT/p2p/ID.")
  private @Nullable String through;

  @Option(
      names = "--relay",
      paramLabel = "PORT",
      description = {
        "Be the node between two others on this port, until Ctrl-C, and measure nothing;",
        "without, measure."
      })
  @Range(max = 65_535)
  private @Nullable Integer relay;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try {
      return relay == null ? measure(out) : relay(out, relay);
    } catch (IOException e) {
      throw new CommandFailed(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static int relay(PrintWriter out, int port) throws IOException, InterruptedException {
    try (GossipRelay node = new GossipRelay(NativeCrypto.create(), port)) {
      out.println(node.address());
      out.flush();
      Thread.sleep(Duration.ofDays(365));
    }
    return 0;
  }

  private int measure(PrintWriter out) throws IOException, InterruptedException {
    try (GossipBench bench =
        new GossipBench(
            NativeCrypto.create(),
            through == null ? null : PeerAddresses.withPeer("--through", through))) {
      bench.join();
      for (int size : sizes) {
        GossipBench.Figures figures = bench.measure(size, warmUp, blocks);
        out.println(
            figures.bytes()
                + " bytes: p50 "
                + millis(figures.p50Micros())
                + " ms, p99 "
                + millis(figures.p99Micros())
                + " ms, CPU of both nodes "
                + millis(figures.cpuMicros())
                + " ms a block");
        out.flush();
      }
      return 0;
    }
  }

  private static String millis(long micros) {
    return String.valueOf(Math.round(micros / 10.0) / 100.0);
  }
}
