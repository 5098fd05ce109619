package dev.kopi.services.engine.pool;

import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** The transaction pool as the RPC sees it. Called from many threads. */
public interface PoolAccess {
  /**
   * Adds a transaction in network form, with its blobs if it has any.
   *
   * @return its hash
   * @throws dev.kopi.adapters.rpc.RpcException when it is rejected
   */
  Hash submit(Bytes encoded);

  /** A pooled transaction, or null. */
  @Nullable TransactionEnvelope transaction(Hash hash);

  /**
   * The next nonce of an account: after its executable transactions.
   *
   * @param stateNonce its nonce in the head state
   */
  long nextNonce(Address account, long stateNonce);

  /** The executable transactions, by sender and nonce. */
  Map<Address, NavigableMap<Long, TransactionEnvelope>> pending();

  /** The transactions behind a nonce gap, by sender and nonce. */
  Map<Address, NavigableMap<Long, TransactionEnvelope>> queued();
}
