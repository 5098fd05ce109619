package dev.kopi.apps.cli.bench;

import dev.kopi.adapters.telemetry.ProcessMemory;
import dev.kopi.apps.bench.BenchFolder;
import dev.kopi.apps.bench.DevnetProcess;
import dev.kopi.apps.bench.hostile.Attack;
import dev.kopi.apps.bench.hostile.HostileBench;
import dev.kopi.apps.bench.hostile.Target;
import dev.kopi.apps.cli.error.CommandFailed;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kopi bench hostile}. */
@Command(
    name = "hostile",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a devnet as a process of its own and attacks it as an anonymous caller can, in many"
          + " ways one after another.",
      "Fails when the chain loses its pace, when an honest eth_blockNumber takes longer than 250 ms"
          + " and 5 times as long as before (99th percentile) or is not answered, or when memory"
          + " exceeds the bound."
    },
    footer = {
      "",
      "Examples:",
      "  kopi bench hostile",
      "  kopi bench hostile --seconds 60 --only slow-bodies,eth-call"
    })
public final class HostileBenchCommand implements Callable<Integer> {
  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "15",
      description = "How many seconds each attack lasts (default: ${DEFAULT-VALUE}).")
  private long seconds;

  @Option(names = "--only", paramLabel = "NAME", split = ",", description = "These attacks alone.")
  private Set<String> only = Set.of();

  @Option(
      names = "--bound",
      paramLabel = "MIB",
      description = "The most resident memory (default: the devnet's).")
  private long boundMib = Math.max(500, ProcessMemory.boundMib());

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Attack> attacks =
        HostileBench.attacks().stream()
            .filter(attack -> only.isEmpty() || only.contains(attack.name()))
            .toList();
    if (attacks.isEmpty()) {
      throw new CommandFailed(
          "--only: there is no such attack; there are "
              + String.join(", ", HostileBench.attacks().stream().map(Attack::name).toList()));
    }
    int failed = 0;
    try (BenchFolder folder = BenchFolder.create();
        DevnetProcess devnet = DevnetProcess.start(Processes.java(), folder.path())) {
      System.out.printf(
          "%-20s %6s %9s %12s %12s %10s %9s%n",
          "", "pace", "L1 blocks", "p99 before", "p99 during", "refusals", "resident");
      HostileBench bench =
          new HostileBench(
              new Target(devnet.description()), devnet.pid(), seconds * 1000, boundMib);
      for (Attack attack : attacks) {
        HostileBench.Result result = bench.run(attack);
        print(result);
        failed += result.complaints().isEmpty() ? 0 : 1;
        if (!devnet.isAlive()) {
          throw new CommandFailed("the devnet has ended:\n" + devnet.log());
        }
      }
    } catch (IllegalStateException e) {
      throw new CommandFailed(String.valueOf(e.getMessage()), e);
    }
    System.out.println(failed == 0 ? "good" : failed + " of " + attacks.size() + " FAILED");
    return failed == 0 ? 0 : 1;
  }

  private static void print(HostileBench.Result result) {
    System.out.printf(
        "%-20s %5.0f%% %9d %9.0f ms %9.0f ms %10d %5d MiB%n",
        result.attack(),
        100 * result.pace(),
        result.l1Blocks(),
        result.p99Before(),
        result.p99During(),
        result.refusals(),
        result.residentMib());
    result.complaints().forEach(complaint -> System.out.println("  FAILED: " + complaint));
  }
}
