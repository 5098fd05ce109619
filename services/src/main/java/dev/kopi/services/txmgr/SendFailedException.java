package dev.kopi.services.txmgr;

import org.jspecify.annotations.Nullable;

/** Sending a transaction failed for good. */
public final class SendFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why sending failed. */
  public enum Reason {
    /** The node or the signer did not answer, or refused the transaction. */
    NOT_PREPARED,
    /** The fees of L1 exceed the limits. */
    FEES_TOO_HIGH,
    /** The transaction would revert. */
    WOULD_REVERT,
    /** Another transaction used the nonce. */
    NONCE_USED,
    /** Earlier transactions are missing, as after a reorg: it would never be included. */
    NONCE_GAP,
    /** No pool accepted it in time. */
    NOT_TAKEN,
    /** The account has a transaction of the other kind in the pool, with or without blobs. */
    INCOMPATIBLE_PENDING,
    /** The send timeout has passed. */
    TIMEOUT,
    /** The manager is closing, or an earlier transaction failed. */
    CANCELLED
  }

  private final Reason reason;

  /** A failure with a reason and a message. */
  public SendFailedException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** A failure with a reason and a message. */
  public SendFailedException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** The reason. */
  public Reason reason() {
    return reason;
  }
}
