package dev.kopi.services.engine;

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
   * Takes a transaction in the form that wallets send: with its blobs where it has some.
   *
   * @return its hash
   * @throws dev.kopi.adapters.rpc.RpcException when it is refused
   */
  Hash submit(Bytes encoded);

  /** A waiting transaction, or null. */
  @Nullable TransactionEnvelope transaction(Hash hash);

  /**
   * The next nonce of an account: after its executable transactions.
   *
   * @param stateNonce its nonce in the newest state
   */
  long nextNonce(Address account, long stateNonce);

  /** The transactions that could be included now, by sender and nonce. */
  Map<Address, NavigableMap<Long, TransactionEnvelope>> pending();

  /** The transactions that wait for one with a lower nonce, by sender and nonce. */
  Map<Address, NavigableMap<Long, TransactionEnvelope>> queued();
}
