package dev.kopi.apps.cli.db;

import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.adapters.store.tools.StoreTools;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.options.StoreFlags;
import dev.kopi.apps.cli.process.DirectoryLock;
import dev.kopi.apps.cli.values.WritableDirectory;
import dev.kopi.core.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the database is and how much of the past it keeps: options that the tools share. */
final class DataDirectory {
  @Option(
      names = "--datadir",
      paramLabel = "DIR",
      required = true,
      converter = WritableDirectory.class,
      description = "The data directory of the engine.")
  private @Nullable Path directory;

  @Mixin private StoreFlags flags = new StoreFlags();

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
    return flags.options();
  }

  /**
   * Takes the data directory for a command that needs a store.
   *
   * @throws CommandFailed when there is none, or another process uses it
   */
  DirectoryLock lock(String command) {
    if (!Files.isDirectory(store())) {
      throw new CommandFailed("--datadir: there is no store in " + store());
    }
    return create(command);
  }

  /** Takes the data directory for a command that may create the store. */
  DirectoryLock create(String command) {
    Path parent = store().toAbsolutePath().getParent();
    return DirectoryLock.hold(parent == null ? store() : parent, "kopi " + command);
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
