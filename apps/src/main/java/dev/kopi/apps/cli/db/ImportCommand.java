package dev.kopi.apps.cli.db;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.files.BlockSource;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.adapters.store.ChainStores;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.process.DirectoryLock;
import dev.kopi.apps.cli.values.ReadableFile;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.StoreException;
import dev.kopi.services.execution.ChainImport;
import dev.kopi.services.execution.ImportMeter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kopi import}: executes the blocks of files into an engine's database. */
@Command(
    name = "import",
    description = "Executes and keeps the blocks of chain files. Goes on where it ended before.",
    mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {
  private static final long REPORT_NANOS = 8_000_000_000L;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private DataDirectory data = new DataDirectory();

  @Option(
      names = "--genesis",
      paramLabel = "FILE",
      required = true,
      converter = ReadableFile.class,
      description = "The genesis file, as go-ethereum writes it.")
  private @Nullable Path genesisFile;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      converter = ReadableFile.class,
      description = "Blocks in RLP, or era1 archives, in ascending order.")
  private List<Path> files = List.of();

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    Genesis genesis = readGenesis(Objects.requireNonNull(genesisFile));
    try (DirectoryLock _ = data.create("import");
        ChainStore store =
            ChainStores.onDisk(
                data.store(), data.options().forImport(), genesis.execute(), genesis.spec());
        ChainImport chain = new ChainImport(genesis.spec(), store, NativeCrypto.create())) {
      Header start = Objects.requireNonNull(store.header(store.heads().head()));
      err.println("going on from block " + start.number() + " " + start.hash());
      err.flush();
      Progress progress = new Progress(chain.meter(), err);
      for (Path file : files) {
        try (BlockSource blocks = BlockSource.open(file)) {
          for (Block block = blocks.next(); block != null; block = blocks.next()) {
            if (block.number() == genesis.given().number()) {
              requireGenesis(store, block);
              continue;
            }
            requireAccepted(file, chain.add(block));
            progress.tell(block);
          }
        } catch (IOException | DecodeException e) {
          requireAccepted(file, chain.finish());
          throw new CommandFailed("cannot read " + file + ": " + e.getMessage(), e);
        }
        requireAccepted(file, chain.finish());
      }
      out.println(ImportReport.line(chain.meter().now()));
      Block head = Objects.requireNonNull(store.block(store.heads().head()));
      out.println("head: " + head.number() + " " + head.hash());
      out.flush();
      return 0;
    } catch (StoreException e) {
      throw new CommandFailed(String.valueOf(e.getMessage()), e);
    }
  }

  /** Says now and then how far the import is, and how fast it was since the last time. */
  private static final class Progress {
    private final ImportMeter meter;
    private final PrintWriter err;
    private ImportMeter.Figures told;
    private long toldNanos = System.nanoTime();

    Progress(ImportMeter meter, PrintWriter err) {
      this.meter = meter;
      this.err = err;
      this.told = meter.now();
    }

    void tell(Block block) {
      if (System.nanoTime() - toldNanos > REPORT_NANOS) {
        ImportMeter.Figures now = meter.now();
        err.println("block " + block.number() + ": " + ImportReport.line(now.since(told)));
        err.flush();
        told = now;
        toldNanos = System.nanoTime();
      }
    }
  }

  private static void requireAccepted(Path file, ChainImport.@Nullable Refusal refusal) {
    if (refusal != null) {
      throw new CommandFailed(
          file + ": " + refusal.block() + " cannot be imported: " + ImportReport.why(refusal));
    }
  }

  private static void requireGenesis(ChainStore store, Block block) {
    if (store.header(block.hash()) == null) {
      throw new CommandFailed("the file begins with another genesis block: " + block);
    }
  }

  private static Genesis readGenesis(Path file) {
    try {
      return GenesisJson.readFile(Json.parse(Files.readAllBytes(file)));
    } catch (IOException | DecodeException e) {
      throw new CommandFailed("cannot read the genesis file " + file + ": " + e.getMessage(), e);
    }
  }
}
