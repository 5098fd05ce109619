package dev.kopi.services.txmgr;

import dev.kopi.core.primitives.Address;

/** Sends the transactions of one account to L1. What batcher and proposer need. */
public interface TxSender {
  /** The account. */
  Address address();

  /**
   * Begins to send a transaction, without waiting. Nonces follow the order of the calls.
   *
   * @param onEnd is called from any thread once there is an outcome; must not block
   */
  Submission send(TxCandidate candidate, Runnable onEnd);
}
