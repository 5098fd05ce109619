package dev.kopi.apps.cli.options;

import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.apps.cli.error.CommandFailed;
import picocli.CommandLine.Option;

/** The history that a store keeps, and the size of its caches. */
public final class StoreFlags {
  private static final long MIB = 1L << 20;

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

  @Option(
      names = "--cache",
      paramLabel = "MIB",
      description = "Memory for the store's caches (default: ${DEFAULT-VALUE}).",
      defaultValue = "448")
  private long cacheMib = 448;

  /** The store options. */
  public StoreOptions options() {
    if (stateBlocks < 0 || chainBlocks < 0) {
      throw new CommandFailed("--history.state and --history.chain are counts of blocks");
    }
    if (cacheMib < 8) {
      throw new CommandFailed("--cache is at least 8 MiB");
    }
    long seventh = cacheMib * MIB / 7;
    return StoreOptions.DEFAULT
        .withHistory(stateBlocks, chainBlocks)
        .withCaches(2 * seventh, seventh)
        .withBuffers(4 * seventh, StoreOptions.DEFAULT.writeBufferBytes());
  }
}
