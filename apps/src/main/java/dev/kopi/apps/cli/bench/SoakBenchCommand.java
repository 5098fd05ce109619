package dev.kopi.apps.cli.bench;

import dev.kopi.apps.bench.BenchFolder;
import dev.kopi.apps.bench.DevnetProcess;
import dev.kopi.apps.bench.SoakBench;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.values.Range;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kopi bench soak}. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a devnet as a process of its own, sends it transfers for a long time, and prints its"
          + " resident memory each half minute.",
      "Fails when memory exceeds the bound, or grows over the last half."
    },
    footer = {
      "",
      "Examples:",
      "  kopi bench soak --minutes 120",
      "  kopi bench soak --minutes 0 --rate 0 --transactions 1000000"
    })
public final class SoakBenchCommand implements Callable<Integer> {
  @Option(
      names = "--minutes",
      paramLabel = "MINUTES",
      defaultValue = "15",
      description = "How many minutes to run; 0 for no limit.")
  @Range(max = 100_000)
  private long minutes;

  @Option(
      names = "--rate",
      paramLabel = "COUNT",
      defaultValue = "30",
      description = "Transactions each second; 0 for as many as are sequenced.")
  @Range
  private int rate;

  @Option(
      names = "--transactions",
      paramLabel = "COUNT",
      defaultValue = "0",
      description = "How many transactions; 0 for no limit.")
  @Range
  private long transactions;

  @Option(
      names = "--bound",
      paramLabel = "MIB",
      defaultValue = "500",
      description = "The most resident memory, in MiB.")
  @Range(min = 1)
  private long boundMib;

  @Option(
      names = "--growth",
      paramLabel = "PERCENT",
      defaultValue = "2",
      description = "The most growth over the last half.")
  private double maxGrowth;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (minutes == 0 && transactions == 0) {
      throw new CommandFailed("--minutes and --transactions are both 0: give one of them");
    }
    try (BenchFolder folder = BenchFolder.create();
        DevnetProcess devnet = DevnetProcess.start(Processes.java(), folder.path())) {
      System.out.printf("%9s %10s %9s %9s%n", "seconds", "sent", "L2 block", "resident");
      List<SoakBench.Sample> samples =
          new SoakBench(devnet.description(), devnet.pid())
              .run(new SoakBench.Plan(rate, minutes * 60, transactions), SoakBenchCommand::print);
      long peak = samples.stream().mapToLong(SoakBench.Sample::residentMib).max().orElse(0);
      double growth = SoakBench.growthPercent(samples);
      boolean good = peak <= boundMib && growth <= maxGrowth && devnet.isAlive();
      System.out.printf(
          "peak %d MiB of %d; growth over the last half %.1f %% of %.1f: %s%n",
          peak, boundMib, growth, maxGrowth, good ? "good" : "FAILED");
      return good ? 0 : 1;
    } catch (IllegalStateException e) {
      throw new CommandFailed(String.valueOf(e.getMessage()), e);
    }
  }

  private static void print(SoakBench.Sample sample) {
    System.out.printf(
        "%9d %10d %9d %5d MiB%n",
        sample.seconds(), sample.sent(), sample.l2Block(), sample.residentMib());
  }
}
