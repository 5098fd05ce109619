package dev.kopi.apps.cli.options;

import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.apps.cli.values.Range;
import picocli.CommandLine.Option;

/** The history that a store keeps, and the size of its caches. */
public final class StoreFlags {
  private static final long MIB = 1L << 20;

  @Option(
      names = "--history.state",
      paramLabel = "BLOCKS",
      description = "Keep the states of the newest blocks, so many; 0 for all.")
  @Range
  private long stateBlocks;

  @Option(
      names = "--history.chain",
      paramLabel = "BLOCKS",
      description = "Keep transactions and receipts of the newest blocks, so many; 0 for all.")
  @Range
  private long chainBlocks;

  @Option(
      names = "--cache",
      paramLabel = "MIB",
      description = "Memory for the caches of the store, in MiB.")
  @Range(min = 8, max = 1L << 20)
  private long cacheMib = 448;

  /** The store options. */
  public StoreOptions options() {
    long seventh = cacheMib * MIB / 7;
    return StoreOptions.DEFAULT
        .withHistory(stateBlocks, chainBlocks)
        .withCaches(2 * seventh, seventh)
        .withBuffers(4 * seventh, StoreOptions.DEFAULT.writeBufferBytes());
  }
}
