package dev.kopi.core.pool;

import dev.kopi.core.primitives.UInt256;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A part of the pool with limits of its own, as far as eviction looks at it. */
sealed interface EvictionPart {
  /** An account's last transaction in this part, or null. */
  @Nullable PoolTransaction last(SenderTransactions account);

  /** The transaction before another one, or null. */
  @Nullable PoolTransaction before(SenderTransactions account, PoolTransaction one);

  /** How much a transaction counts when accounts are compared. */
  long weight(PoolTransaction one);

  /** How much an account's transactions count. */
  long weight(SenderTransactions account);

  /** The price of an account's transaction if those after it are gone. */
  PoolPrice price(SenderTransactions account, PoolTransaction one, UInt256 baseFee);

  private static @Nullable PoolTransaction value(Map.@Nullable Entry<Long, PoolTransaction> entry) {
    return entry == null ? null : entry.getValue();
  }

  /** The executable part, where accounts are compared by their number of transactions. */
  record Executable() implements EvictionPart {
    @Override
    public @Nullable PoolTransaction last(SenderTransactions account) {
      return value(account.executable().lastEntry());
    }

    @Override
    public @Nullable PoolTransaction before(SenderTransactions account, PoolTransaction one) {
      return value(account.executable().lowerEntry(one.nonce()));
    }

    @Override
    public long weight(PoolTransaction one) {
      return 1;
    }

    @Override
    public long weight(SenderTransactions account) {
      return account.executableUsage().transactions();
    }

    @Override
    public PoolPrice price(SenderTransactions account, PoolTransaction one, UInt256 baseFee) {
      return Objects.requireNonNull(account.floor(baseFee, one.nonce() + 1));
    }
  }

  /**
   * The gapped part, where accounts are compared by bytes. Each transaction counts for some more,
   * so that small ones count as well.
   */
  record Gapped(long bytesPerTransaction) implements EvictionPart {
    @Override
    public @Nullable PoolTransaction last(SenderTransactions account) {
      return value(account.gapped().lastEntry());
    }

    @Override
    public @Nullable PoolTransaction before(SenderTransactions account, PoolTransaction one) {
      return value(account.gapped().lowerEntry(one.nonce()));
    }

    @Override
    public long weight(PoolTransaction one) {
      return one.size() + bytesPerTransaction;
    }

    @Override
    public long weight(SenderTransactions account) {
      PoolUsage usage = account.gappedUsage();
      return usage.bytes() + usage.transactions() * bytesPerTransaction;
    }

    @Override
    public PoolPrice price(SenderTransactions account, PoolTransaction one, UInt256 baseFee) {
      return PoolPrice.of(one, baseFee);
    }
  }
}
