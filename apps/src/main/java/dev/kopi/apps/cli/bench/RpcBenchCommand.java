package dev.kopi.apps.cli.bench;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.apps.bench.BenchFolder;
import dev.kopi.apps.bench.rpc.BenchEngine;
import dev.kopi.apps.bench.rpc.BenchRollup;
import dev.kopi.apps.bench.rpc.PeerFigures;
import dev.kopi.apps.bench.rpc.RpcBench;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.values.Range;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kopi bench rpc}. */
@Command(
    name = "rpc",
    mixinStandardHelpOptions = true,
    description = {
      "Starts an engine as a process of its own, builds a chain of full blocks, and prints the"
          + " processor time that the engine spends on RPC calls and on transfers.",
      "Another engine on the same genesis block can be measured in the same run. Without one, the"
          + " figures recorded of op-geth stand beside."
    },
    footer = {
      "",
      "Examples:",
      "  kopi bench rpc",
      "  kopi bench rpc --write-genesis genesis.json",
      "  kopi bench rpc --peer http://127.0.0.1:8545 --peer-engine http://127.0.0.1:8551 \\",
      "    --peer-jwt jwt.hex --peer-pid 4242"
    })
public final class RpcBenchCommand implements Callable<Integer> {
  @Option(
      names = "--blocks",
      paramLabel = "COUNT",
      defaultValue = "40",
      description = "How many full blocks to read from.")
  @Range(min = 32, max = 120)
  private int blocks;

  @Option(
      names = "--transfers",
      paramLabel = "COUNT",
      defaultValue = "40000",
      description = "How many transfers to send; 0: none.")
  @Range(max = 1_000_000)
  private int transfers;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "Processor time to measure each row by, after as much to warm up.")
  @Range(min = 1, max = 600)
  private int seconds;

  @Option(
      names = "--row",
      paramLabel = "NAME",
      description = "Measures only the rows whose names begin so. May be repeated.")
  private List<String> rows = new ArrayList<>();

  @Option(
      names = "--write-genesis",
      paramLabel = "FILE",
      description = "Only writes the genesis file, for a peer to begin with.")
  private @Nullable Path writeGenesis;

  @ArgGroup(exclusive = false)
  private @Nullable Peer peer;

  /** The other engine. */
  private static final class Peer {
    @Option(
        names = "--peer",
        paramLabel = "URL",
        required = true,
        description = "The RPC of another engine, whose head is the genesis block.")
    private URI url;

    @Option(
        names = "--peer-engine",
        paramLabel = "URL",
        required = true,
        description = "Its Engine API.")
    private URI engine;

    @Option(
        names = "--peer-jwt",
        paramLabel = "FILE",
        required = true,
        description = "The secret of its Engine API.")
    private Path jwt;

    @Option(names = "--peer-pid", paramLabel = "ID", required = true, description = "Its process.")
    private long pid;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    BenchRollup rollup = new BenchRollup(NativeCrypto.create());
    byte[] genesis = Json.write(GenesisJson.write(rollup.genesis()));
    Path target = writeGenesis;
    if (target != null) {
      Files.write(target, genesis);
      return 0;
    }
    try (BenchFolder folder = BenchFolder.create()) {
      Path file = Files.write(folder.path().resolve("genesis.json"), genesis);
      try (BenchEngine kopi = BenchEngine.start(Processes.java(), file, folder.path())) {
        measure(rollup, kopi);
      }
    } catch (IllegalStateException e) {
      throw new CommandFailed(String.valueOf(e.getMessage()), e);
    }
    return 0;
  }

  private void measure(BenchRollup rollup, BenchEngine kopi)
      throws IOException, InterruptedException {
    List<BenchEngine> engines = new ArrayList<>(List.of(kopi));
    Peer other = peer;
    if (other != null) {
      engines.add(
          BenchEngine.running(
              "peer", other.url, other.engine, JwtSecret.readOrCreate(other.jwt), other.pid));
    }
    RpcBench.Plan plan =
        new RpcBench.Plan(
            blocks, 200, 800, transfers, Duration.ofSeconds(seconds), Duration.ofSeconds(seconds));
    System.out.printf(
        "%-32s %-12s %-8s %10s %10s %10s%n", "", "for each", "", "CPU µs", "median µs", "p99 µs");
    new RpcBench(rollup, engines, plan)
        .run(rows, other == null ? RpcBenchCommand::printBesideRecorded : RpcBenchCommand::print);
    if (other == null) {
      System.out.println("* recorded: bench/rpc/README.md");
    }
  }

  private static void printBesideRecorded(RpcBench.Row row) {
    print(row);
    Double recorded = PeerFigures.cpuMicros(row.name());
    if (recorded != null) {
      print(new RpcBench.Row(row.name(), row.unit(), "op-geth*", recorded, Double.NaN, Double.NaN));
    }
  }

  private static void print(RpcBench.Row row) {
    System.out.printf(
        "%-32s %-12s %-8s %10.1f %10.0f %10.0f%n",
        row.name(), row.unit(), row.engine(), row.cpuMicros(), row.medianMicros(), row.p99Micros());
  }
}
