package dev.kopi.apps.cli.db;

import dev.kopi.adapters.store.tools.StoreTools;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.process.DirectoryLock;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ChainStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kopi export}: writes the canonical chain to a file that import reads. */
@Command(
    name = "export",
    description = "Writes canonical blocks in RLP to a file.",
    mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private DataDirectory data = new DataDirectory();

  @Option(names = "--first", paramLabel = "BLOCK", description = "The number of the first block.")
  @Range
  private long first = 1;

  @Option(
      names = "--last",
      paramLabel = "BLOCK",
      description = "The number of the last block; the head when it is not set.")
  @Range
  private @Nullable Long last;

  @Parameters(
      paramLabel = "FILE",
      description = "Where to write; a file that is there is replaced.")
  private @Nullable Path file;

  @Override
  public Integer call() {
    Path target = Objects.requireNonNull(file);
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try (DirectoryLock _ = data.lock("export");
        StoreTools tools = data.open();
        OutputStream to = new BufferedOutputStream(Files.newOutputStream(target), 1 << 20)) {
      ChainStore store = tools.store();
      long end = last == null ? tools.inspect().head().number() : last;
      for (long number = first; number <= end; number++) {
        Hash hash = store.canonicalHash(number);
        Block block = hash == null ? null : store.block(hash);
        if (block == null) {
          throw new CommandFailed(
              "block "
                  + number
                  + " is not there; blocks are kept from "
                  + store.history().oldestBody()
                  + " on");
        }
        to.write(block.encode().unsafeArray());
      }
      out.println("wrote " + Math.max(0, end - first + 1) + " blocks to " + target);
      out.flush();
      return 0;
    } catch (IOException e) {
      throw new CommandFailed("cannot write " + target + ": " + e.getMessage(), e);
    }
  }
}
