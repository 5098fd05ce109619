package dev.kopi.apps.cli.db;

import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.adapters.store.StoreTools;
import dev.kopi.apps.cli.CommandFailed;
import dev.kopi.core.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the database is and how much of the past it keeps: options that the tools share. */
final class DataDirectory {
  @Option(
      names = "--datadir",
      paramLabel = "DIR",
      required = true,
      description = "The engine's data directory.")
  private @Nullable Path directory;

  @Option(
      names = "--history.state",
      paramLabel = "N",
      description =
          "Keep the states of the newest N blocks; 0 for all (default: ${DEFAULT-VALUE}).")
  private long stateBlocks;

  @Option(
      names = "--history.chain",
      paramLabel = "N",
      description =
          "Keep transactions and receipts of the newest N blocks; 0 for all (default:"
              + " ${DEFAULT-VALUE}).")
  private long chainBlocks;

  /**
   * The directory of the store: the one given when it is a store itself, else its part for the
   * chain.
   */
  Path store() {
    Path own = directory;
    if (own == null) {
      throw new CommandFailed("--datadir is missing");
    }
    return Files.isRegularFile(own.resolve("CURRENT")) ? own : own.resolve("chain");
  }

  StoreOptions options() {
    if (stateBlocks < 0 || chainBlocks < 0) {
      throw new CommandFailed("--history.state and --history.chain are counts of blocks");
    }
    return StoreOptions.DEFAULT.withHistory(stateBlocks, chainBlocks);
  }

  /** Opens a store that is there, with this window unless one was given. */
  StoreTools open() {
    try {
      return StoreTools.open(store(), options());
    } catch (StoreException e) {
      throw new CommandFailed(String.valueOf(e.getMessage()), e);
    }
  }
}
