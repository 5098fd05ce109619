package dev.kopi.apps.cli.bench;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.apps.bench.p2p.GossipBench;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.values.Range;
import java.io.IOException;
import java.io.PrintWriter;
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
      "Measures gossip of blocks of 10 KB, 1 MB and 8 MB between two nodes on loopback:",
      "from the publication until the block is validated and handed to the driver, and the CPU",
      "time of both nodes for it. Execution is not measured."
    },
    mixinStandardHelpOptions = true)
public final class P2pBenchCommand implements Callable<Integer> {
  private static final List<Integer> SIZES = List.of(10_000, 1_000_000, 8_000_000);

  @Spec private @Nullable CommandSpec spec;

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

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try (GossipBench bench = new GossipBench(NativeCrypto.create())) {
      bench.join();
      for (int size : SIZES) {
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
    } catch (IOException e) {
      throw new CommandFailed(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static String millis(long micros) {
    return String.valueOf(Math.round(micros / 10.0) / 100.0);
  }
}
