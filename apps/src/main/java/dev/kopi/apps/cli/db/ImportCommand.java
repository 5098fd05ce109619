package dev.kopi.apps.cli.db;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.files.BlockSource;
import dev.kopi.adapters.json.GenesisJson;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.store.ChainStores;
import dev.kopi.apps.cli.CommandFailed;
import dev.kopi.core.chain.Block;
import dev.kopi.core.execution.Genesis;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.StoreException;
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
      description = "The genesis file, as go-ethereum writes it.")
  private @Nullable Path genesisFile;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Blocks in RLP, or era1 archives, in ascending order.")
  private List<Path> files = List.of();

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    Genesis genesis = readGenesis(Objects.requireNonNull(genesisFile));
    try (ChainStore store = ChainStores.onDisk(data.store(), data.options(), genesis.execute())) {
      ChainImporter importer = new ChainImporter(genesis.spec(), store, NativeCrypto.create());
      long reported = System.nanoTime();
      for (Path file : files) {
        try (BlockSource blocks = BlockSource.open(file)) {
          for (Block block = blocks.next(); block != null; block = blocks.next()) {
            if (block.number() == genesis.given().number()) {
              requireGenesis(store, block);
              continue;
            }
            String problem = importer.add(block);
            if (problem != null) {
              throw new CommandFailed(file + ": " + block + " cannot be imported: " + problem);
            }
            if (System.nanoTime() - reported > REPORT_NANOS) {
              err.println("block " + block.number() + ": " + importer.summary());
              err.flush();
              reported = System.nanoTime();
            }
          }
        } catch (IOException | DecodeException e) {
          throw new CommandFailed("cannot read " + file + ": " + e.getMessage(), e);
        }
      }
      out.println(importer.summary());
      Block head = Objects.requireNonNull(store.block(store.heads().head()));
      out.println("head: " + head.number() + " " + head.hash());
      out.flush();
      return 0;
    } catch (StoreException e) {
      throw new CommandFailed(String.valueOf(e.getMessage()), e);
    }
  }

  private static void requireGenesis(ChainStore store, Block block) {
    if (store.header(block.hash()) == null) {
      throw new CommandFailed("the file begins with another genesis block: " + block);
    }
  }

  private static Genesis readGenesis(Path file) {
    try {
      return GenesisJson.read(Json.parse(Files.readAllBytes(file)));
    } catch (IOException | DecodeException e) {
      throw new CommandFailed("cannot read the genesis file " + file + ": " + e.getMessage(), e);
    }
  }
}
