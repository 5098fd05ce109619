package dev.kopi.services.engine.pool;

import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a pool.
 *
 * @param limits what it keeps at most
 * @param feeCap the most that a transaction may pay for its gas, in wei; 0 for no limit
 * @param keepsForwarded whether it keeps the transactions that it forwards to a sequencer
 * @param journal the journal of its transactions, or null to keep none
 */
public record PoolSettings(
    PoolLimits limits, UInt256 feeCap, boolean keepsForwarded, @Nullable Journal journal) {
  /** go-ethereum's default fee cap: one ether. */
  public static final UInt256 DEFAULT_FEE_CAP = UInt256.of(1_000_000_000_000_000_000L);

  /** go-ethereum's name of the journal. */
  public static final String JOURNAL_NAME = "transactions.rlp";

  /**
   * A journal of the transactions that were sent to this pool.
   *
   * @param file the file; created when it is not there
   * @param interval how often it is written anew without the transactions that left the pool
   * @param noLocals whether only the transactions of {@code locals} are in it
   * @param locals the accounts whose transactions are always in it
   */
  public record Journal(Path file, Duration interval, boolean noLocals, Set<Address> locals) {
    /** go-ethereum's default interval. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofHours(1);

    /** Copies the set. */
    public Journal {
      locals = Set.copyOf(locals);
    }

    /** A journal of all transactions. */
    public Journal(Path file) {
      this(file, DEFAULT_INTERVAL, false, Set.of());
    }

    boolean covers(Address sender) {
      return !noLocals || locals.contains(sender);
    }
  }

  /** Without fee cap and journal; keeps what it forwards. */
  public static PoolSettings of(PoolLimits limits) {
    return new PoolSettings(limits, UInt256.ZERO, true, null);
  }

  /** go-ethereum's defaults, with a journal. */
  public static PoolSettings journaled(PoolLimits limits, Path journal) {
    return new PoolSettings(limits, DEFAULT_FEE_CAP, true, new Journal(journal));
  }
}
