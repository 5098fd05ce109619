package dev.kopi.services.engine.pool;

import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.pool.PoolUsage;
import dev.kopi.core.pool.condition.TransactionCondition;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** The transaction pool as the RPC sees it. Called from many threads. */
public interface PoolAccess {
  /** Adds a transaction in network form, with its blobs if it has any. */
  default SubmitResult submit(Bytes encoded) {
    return submit(encoded, null);
  }

  /**
   * Adds a transaction.
   *
   * @param condition what a block must meet to include it, or null
   */
  SubmitResult submit(Bytes encoded, @Nullable TransactionCondition condition);

  /** A pooled transaction, or null. */
  @Nullable TransactionEnvelope transaction(Hash hash);

  /**
   * The next nonce of an account: after its executable transactions.
   *
   * @param stateNonce its nonce in the head state
   */
  long nextNonce(Address account, long stateNonce);

  /**
   * What the pool holds.
   *
   * @param executable the usage of executable transactions
   * @param gapped the usage of transactions behind a nonce gap
   */
  record Status(PoolUsage executable, PoolUsage gapped) {}

  /** What the pool holds. */
  Status status();

  /**
   * Transactions by sender and nonce.
   *
   * @param pending the executable ones
   * @param queued those behind a nonce gap
   */
  record Content(
      Map<Address, NavigableMap<Long, TransactionEnvelope>> pending,
      Map<Address, NavigableMap<Long, TransactionEnvelope>> queued) {}

  /** All transactions. */
  Content content();

  /** The transactions of one account. */
  Content content(Address account);
}
