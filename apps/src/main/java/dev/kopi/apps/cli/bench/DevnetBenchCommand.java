package dev.kopi.apps.cli.bench;

import dev.kopi.adapters.json.Json;
import dev.kopi.apps.bench.BenchFolder;
import dev.kopi.apps.bench.DevnetBench;
import dev.kopi.apps.bench.DevnetFigures;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.values.Range;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kopi bench devnet}. */
@Command(
    name = "devnet",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a devnet as a process of its own, sends a transfer, waits until the verifier has it"
          + " as safe, and prints the times, the memory and the idle load.",
    },
    footer = {"", "Examples:", "  kopi bench devnet", "  kopi bench devnet --runs 5 --json"})
public final class DevnetBenchCommand implements Callable<Integer> {
  @Option(
      names = "--runs",
      paramLabel = "COUNT",
      defaultValue = "1",
      description = "How often to measure.")
  @Range(min = 1)
  private int runs;

  @Option(
      names = "--idle",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "How long to look at the idle devnet; 0: not.")
  @Range(max = 86_400)
  private long idleSeconds;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Have Java record an AOT cache of the run, for quicker starts.")
  private @Nullable Path record;

  @Option(names = "--json", description = "One line of JSON for each run.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!json) {
      System.out.printf(
          "%-8s %10s %10s %15s %14s %10s %11s%n",
          "", "all RPC up", "CPU", "first L2 block", "first safe tx", "peak", "idle cores");
      print("op-up", DevnetFigures.OP_UP);
    }
    for (int run = 1; run <= runs; run++) {
      try (BenchFolder folder = BenchFolder.create()) {
        DevnetFigures figures = new DevnetBench(java(), folder.path(), idleSeconds * 1000).run();
        if (json) {
          System.out.println(Json.text(figures.toJson()));
        } else {
          print("Kopi", figures);
        }
      } catch (IllegalStateException e) {
        throw new CommandFailed(String.valueOf(e.getMessage()), e);
      }
    }
    return 0;
  }

  private static void print(String name, DevnetFigures figures) {
    System.out.printf(
        "%-8s %8d ms %7d ms %12d ms %11d ms %7d MB %11.2f%n",
        name,
        figures.upMillis(),
        figures.upCpuMillis(),
        figures.firstBlockMillis(),
        figures.firstSafeMillis(),
        figures.peakMegabytes(),
        figures.idleCores());
  }

  private List<String> java() {
    List<String> command = Processes.java();
    Path cache = record;
    if (cache != null) {
      command.addAll(
          1,
          List.of(
              "-XX:AOTCacheOutput=" + cache.toAbsolutePath(),
              "-Xlog:disable",
              "-Xlog:all=error:stderr"));
    }
    return command;
  }
}
