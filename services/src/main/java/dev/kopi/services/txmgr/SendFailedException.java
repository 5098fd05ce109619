package dev.kopi.services.txmgr;

import org.jspecify.annotations.Nullable;

/** A transaction was given up. */
public final class SendFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** The node, or the signer, did not answer, or refused it to the end. */
    NOT_PREPARED,
    /** L1 asks for more than is allowed. */
    FEES_TOO_HIGH,
    /** It would fail. */
    WOULD_REVERT,
    /** The nonce was used by another transaction. */
    NONCE_USED,
    /** Transactions before it are gone, as after a reorganisation: it would wait for ever. */
    NONCE_GAP,
    /** No pool took it in time. */
    NOT_TAKEN,
    /** The account has a transaction of the other kind in the pool, with or without blobs. */
    INCOMPATIBLE_PENDING,
    /** It took too long. */
    TIMEOUT,
    /** The sender is closing, or a transaction before it failed. */
    CANCELLED
  }

  private final Reason reason;

  /** Why, and what was heard. */
  public SendFailedException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why, and what was heard. */
  public SendFailedException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
