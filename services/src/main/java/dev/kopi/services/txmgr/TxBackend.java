package dev.kopi.services.txmgr;

import dev.kopi.adapters.ethclient.CallMessage;
import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.txmgr.FeeMarket;
import org.jspecify.annotations.Nullable;

/**
 * The L1 node that transactions are sent to. All methods block; they throw {@link
 * dev.kopi.adapters.rpc.RpcException} when the node refuses, {@link
 * dev.kopi.adapters.rpc.RpcTransportException} when it does not answer, and {@link
 * dev.kopi.core.primitives.DecodeException} when the answer is malformed.
 */
public interface TxBackend {
  /** The current fees. */
  FeeMarket market();

  /** The gas estimate of a call. */
  long estimateGas(CallMessage message);

  /** The nonce of an account in the newest block. */
  long nonce(Address account);

  /** The nonce of an account after the pool's transactions. */
  long pendingNonce(Address account);

  /** The number of the newest block. */
  long blockNumber();

  /** A transaction in a canonical block; null when it is in none. */
  @Nullable MinedTransaction mined(Hash transaction);

  /** Sends a signed transaction. */
  void send(Bytes encoded);
}
