package dev.kopi.apps.cli.bench;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.adapters.store.ChainStores;
import dev.kopi.apps.bench.store.BenchGenerator;
import dev.kopi.apps.bench.store.BenchPlan;
import dev.kopi.apps.bench.store.StoreReads;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.options.StoreFlags;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.store.ChainStore;
import dev.kopi.services.execution.WorkPool;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kopi bench store}: makes a chain to import, and measures reads while it is imported. */
@Command(
    name = "store",
    description = {
      "Makes a chain with a large state, for `kopi import` and `geth import`.",
      "The files are genesis.json and chain.rlp. With --reads, measures reads from a store that",
      "holds a part of such a chain: alone, and while the rest of it is imported."
    },
    mixinStandardHelpOptions = true)
public final class StoreBenchCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--generate", paramLabel = "DIR", description = "Where to write the chain.")
  private @Nullable Path generate;

  @Option(
      names = "--reads",
      paramLabel = "DIR",
      description = "Where a chain was written; --datadir names the store to read from.")
  private @Nullable Path reads;

  @Option(names = "--datadir", paramLabel = "DIR", description = "The store to read from.")
  private @Nullable Path data;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      description = "How long to measure each kind of reads.")
  @Range(min = 1, max = 86_400)
  private long seconds = 15;

  @Option(
      names = "--minutes",
      paramLabel = "MINUTES",
      description = {
        "How long to read beside the import: it ends then, or reads go on after it.",
        "0: as long as the import takes."
      })
  @Range(max = 10_000)
  private long minutes;

  @Mixin private StoreFlags flags = new StoreFlags();

  @Option(names = "--seed", paramLabel = "NUMBER", description = "Decides every transaction.")
  private long seed = BenchPlan.DEFAULT.seed();

  @Option(names = "--accounts", paramLabel = "COUNT", description = "Accounts in the state.")
  @Range(min = 1, max = 1_000_000_000)
  private long accounts = BenchPlan.DEFAULT.accounts();

  @Option(names = "--slots", paramLabel = "COUNT", description = "Storage slots in the state.")
  @Range(min = 1, max = 1_000_000_000)
  private long slots = BenchPlan.DEFAULT.slots();

  @Option(names = "--mgas", paramLabel = "MGAS", description = "Million gas of mixed blocks.")
  @Range(min = 1, max = 1_000_000_000)
  private long mixedMgas = BenchPlan.DEFAULT.mixedGas() / 1_000_000;

  @Option(names = "--block-mgas", paramLabel = "MGAS", description = "Million gas of a block.")
  @Range(min = 1, max = 1_000_000_000)
  private long blockMgas = BenchPlan.DEFAULT.blockGas() / 1_000_000;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    BenchPlan plan =
        new BenchPlan(
            seed,
            accounts,
            slots,
            mixedMgas * 1_000_000,
            blockMgas * 1_000_000,
            BenchPlan.DEFAULT.senders(),
            BenchPlan.DEFAULT.pairs());
    Path chain = reads;
    Path directory = generate;
    if (chain != null) {
      return measure(plan, chain, out);
    }
    if (directory == null) {
      throw new WrongUsage("give --generate or --reads");
    }
    try (WorkPool pool = WorkPool.ofProcessors("bench")) {
      BenchGenerator.Made made =
          new BenchGenerator(plan, NativeCrypto.create(), pool)
              .write(
                  directory,
                  line -> {
                    err.println(line);
                    err.flush();
                  });
      out.println(
          made.blocks()
              + " blocks (the first "
              + made.fillBlocks()
              + " bring state into being), "
              + made.transactions()
              + " transactions, "
              + made.gas() / 1_000_000
              + " Mgas");
      out.println("head: " + made.blocks() + " " + made.head());
      out.flush();
      return 0;
    } catch (IOException e) {
      throw new CommandFailed("cannot write to " + directory + ": " + e.getMessage(), e);
    }
  }

  private int measure(BenchPlan plan, Path chain, PrintWriter out) {
    Path store = data;
    if (store == null) {
      throw new WrongUsage("--datadir is missing");
    }
    try {
      Genesis genesis =
          GenesisJson.read(Json.parse(Files.readAllBytes(chain.resolve("genesis.json"))));
      Path directory =
          Files.isRegularFile(store.resolve("CURRENT")) ? store : store.resolve("chain");
      try (ChainStore opened =
          ChainStores.onDisk(directory, flags.options().forImport(), genesis.execute())) {
        StoreReads measured =
            new StoreReads(
                plan,
                opened,
                line -> {
                  out.println(line);
                  out.flush();
                });
        measured.measure(seconds);
        measured.measureWhileImporting(
            genesis.spec(), NativeCrypto.create(), chain.resolve("chain.rlp"), minutes);
      }
      return 0;
    } catch (IOException e) {
      throw new CommandFailed("cannot read the chain in " + chain + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }
}
