package dev.kopi.core.store;

import org.jspecify.annotations.Nullable;

/** The database under a store failed. What was asked was not done; nothing was done in part. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why a store cannot go on. */
  public enum Reason {
    /** A file is damaged: a checksum, a length or a link between entries does not hold. */
    CORRUPT,
    /** No space is left on the device. */
    DISK_FULL,
    /** Another process has the database open. */
    LOCKED,
    /** Reading or writing failed for another reason. */
    IO,
    /** The database was written in a layout that this version does not know. */
    OTHER_FORMAT,
    /** The database holds a chain with another genesis block. */
    OTHER_CHAIN,
    /** The database holds no chain. */
    EMPTY,
    /** The store is closed. */
    CLOSED
  }

  private final Reason reason;

  /** What was tried and what to do. */
  public StoreException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** As above, with what caused it. */
  public StoreException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
