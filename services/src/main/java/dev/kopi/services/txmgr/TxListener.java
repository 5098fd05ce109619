package dev.kopi.services.txmgr;

import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.txmgr.Fees;

/** Is told what happens to transactions: for logs and metrics. Called from many threads. */
public interface TxListener {
  /** Tells nobody. */
  TxListener NONE = new TxListener() {};

  /** A transaction was given to the node; {@code problem} is empty when it took it. */
  default void onPublished(Hash transaction, long nonce, Fees fees, String problem) {}

  /** The fees of a nonce are raised. */
  default void onBump(long nonce, Fees fees) {}

  /** A transaction is confirmed, so long after it was first sent. */
  default void onConfirmed(MinedTransaction transaction, long latencyMillis) {}
}
