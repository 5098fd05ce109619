package dev.kopi.core.pool;

/** Why a pool refuses a transaction. */
public enum PoolRefusal {
  /** The transaction is already in the pool. */
  ALREADY_KNOWN,
  /** The tip is below the pool's price limit. */
  PRICE_TOO_LOW,
  /** The nonce is below the sender's state nonce. */
  NONCE_TOO_LOW,
  /** A nonce before this one is missing, and the transaction has blobs. */
  BLOBS_BEHIND_GAP,
  /** The total cost of the sender's transactions exceeds its balance. */
  INSUFFICIENT_FUNDS,
  /**
   * The sender is delegated or about to be (EIP-7702), so that others can spend its balance, and
   * has a transaction in the pool.
   */
  DELEGATED_SENDER_PENDING,
  /** The sender is delegated or about to be, and a nonce before this one is missing. */
  DELEGATED_SENDER_BEHIND_GAP,
  /** An account that the transaction would delegate has several transactions in the pool. */
  AUTHORITY_PENDING,
  /**
   * The sender has transactions of the other kind in the pool: blob transactions and others do not
   * mix.
   */
  OTHER_KIND_PENDING,
  /** The replacement does not pay the price bump. */
  REPLACEMENT_UNDERPRICED,
  /** The sender is at its limit of gapped transactions. */
  ACCOUNT_QUEUE_FULL,
  /** There is no room, and nothing in the pool gives way to this transaction. */
  POOL_FULL
}
