package dev.kopi.services.txmgr;

import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.txmgr.Fees;

/** Receives the progress of transactions, for logs and metrics. Called from many threads. */
public interface TxListener {
  /** Ignores all reports. */
  TxListener NONE = new TxListener() {};

  /** A transaction was sent to the node; {@code problem} is empty when it was accepted. */
  default void onPublished(Hash transaction, long nonce, Fees fees, String problem) {}

  /** A call to L1 failed; it is retried. */
  default void onProblem(String problem) {}

  /** The fees of a nonce were raised. */
  default void onBump(long nonce, Fees fees) {}

  /** A transaction is confirmed, this long after it was first sent. */
  default void onConfirmed(MinedTransaction transaction, long latencyMillis) {}
}
