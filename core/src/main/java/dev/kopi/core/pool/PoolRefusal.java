package dev.kopi.core.pool;

/** Why a pool does not take a transaction. */
public enum PoolRefusal {
  /** The very transaction is in the pool. */
  ALREADY_KNOWN,
  /** The sender's nonce is past it. */
  NONCE_TOO_LOW,
  /** Another transaction with this nonce pays as much or only little less. */
  REPLACEMENT_UNDERPRICED,
  /** The sender has as many in the pool as it may. */
  SENDER_FULL,
  /** The sender has as many as it may that wait for a missing nonce. */
  TOO_MANY_GAPPED,
  /** The pool is full of transactions that pay as much or more. */
  POOL_FULL,
  /** Together with the sender's others it costs more than the sender has. */
  INSUFFICIENT_FUNDS,
  /** The sender has transactions of the other kind waiting: blob and other ones do not mix. */
  OTHER_KIND_PENDING
}
