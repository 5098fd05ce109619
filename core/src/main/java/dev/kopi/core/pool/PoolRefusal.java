package dev.kopi.core.pool;

/** Why a pool refuses a transaction. */
public enum PoolRefusal {
  /** The transaction is already in the pool. */
  ALREADY_KNOWN,
  /** The nonce is below the sender's state nonce. */
  NONCE_TOO_LOW,
  /** The replacement does not pay the price bump. */
  REPLACEMENT_UNDERPRICED,
  /** The sender is at its limit of transactions. */
  SENDER_FULL,
  /** The sender is at its limit of gapped transactions. */
  TOO_MANY_GAPPED,
  /** The pool is full of transactions that pay as much or more. */
  POOL_FULL,
  /** The total cost of the sender's transactions exceeds its balance. */
  INSUFFICIENT_FUNDS,
  /**
   * The sender has transactions of the other kind in the pool: blob transactions and others do not
   * mix.
   */
  OTHER_KIND_PENDING
}
