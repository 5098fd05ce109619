package dev.kopi.apps.cli.options;

import dev.kopi.apps.cli.values.Range;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.pool.PoolSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** The limits of the transaction pool: options with go-ethereum's names and defaults. */
public final class TxPoolOptions {
  @Option(
      names = "--txpool.pricelimit",
      paramLabel = "WEI",
      description = "The least tip per gas of a transaction, in wei.")
  @Range
  private long priceLimit = PoolLimits.DEFAULT.priceLimit().toLongExact();

  @Option(
      names = "--txpool.pricebump",
      paramLabel = "PERCENT",
      description = "By how many percent a replacement must raise the fees.")
  @Range(min = 1, max = 10_000)
  private int priceBump = PoolLimits.DEFAULT.priceBumpPercent();

  @Option(
      names = "--txpool.accountslots",
      paramLabel = "COUNT",
      description = "Executable transactions that each account may have in a full pool.")
  @Range(min = 1)
  private int accountSlots = PoolLimits.DEFAULT.accountSlots();

  @Option(
      names = "--txpool.globalslots",
      paramLabel = "COUNT",
      description = "The most executable transactions of all accounts.")
  @Range(min = 1)
  private int globalSlots = PoolLimits.DEFAULT.globalSlots();

  @Option(
      names = "--txpool.accountqueue",
      paramLabel = "COUNT",
      description = "The most transactions of an account that wait for others.")
  @Range
  private int accountQueue = PoolLimits.DEFAULT.accountQueue();

  @Option(
      names = "--txpool.globalqueue",
      paramLabel = "COUNT",
      description = "The most transactions of all accounts that wait for others.")
  @Range
  private int globalQueue = PoolLimits.DEFAULT.globalQueue();

  @Option(
      names = "--txpool.lifetime",
      paramLabel = "DURATION",
      defaultValue = "3h",
      description = "How long transactions that wait for others are kept.")
  @Range(min = 1)
  private Duration lifetime;

  @Option(
      names = "--txpool.journal",
      paramLabel = "FILE",
      defaultValue = PoolSettings.JOURNAL_NAME,
      description =
          "The journal of the transactions sent to this engine, which keeps them over a restart; in"
              + " the directory of --datadir unless the path is absolute, none if it is empty.")
  private String journal;

  @Option(
      names = "--txpool.rejournal",
      paramLabel = "DURATION",
      defaultValue = "1h",
      description = "How often the journal is written anew without what left the pool.")
  @Range(min = 1)
  private Duration rejournal;

  @Option(
      names = "--txpool.nolocals",
      description = "Keep in the journal only the transactions of --txpool.locals.")
  private boolean noLocals;

  @Option(
      names = "--txpool.locals",
      split = ",",
      paramLabel = "ADDRESS",
      description = "The accounts whose transactions are always in the journal.")
  private List<Address> locals = List.of();

  /**
   * The configuration of a pool.
   *
   * @param directory what a relative path of the journal is relative to
   * @param feeCap the most that a transaction may pay for its gas, in wei; 0 for no limit
   */
  public PoolSettings settings(Path directory, UInt256 feeCap, boolean keepsForwarded) {
    PoolSettings.Journal kept =
        journal.isEmpty()
            ? null
            : new PoolSettings.Journal(
                directory.resolve(journal), rejournal, noLocals, Set.copyOf(locals));
    return new PoolSettings(limits(), feeCap, keepsForwarded, kept);
  }

  /** The limits. */
  public PoolLimits limits() {
    return PoolLimits.DEFAULT.toBuilder()
        .priceLimit(UInt256.of(priceLimit))
        .priceBumpPercent(priceBump)
        .accountSlots(accountSlots)
        .globalSlots(globalSlots)
        .accountQueue(accountQueue)
        .globalQueue(globalQueue)
        .lifetimeMillis(lifetime.toMillis())
        .build();
  }
}
