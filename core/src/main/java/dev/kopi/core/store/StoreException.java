package dev.kopi.core.store;

import org.jspecify.annotations.Nullable;

/** The database of a store failed. The operation had no effect, not even a partial one. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why a store fails. */
  public enum Reason {
    /** A file is damaged: a checksum, a length or a link between entries does not hold. */
    CORRUPT,
    /** No space is left on the device. */
    DISK_FULL,
    /** Another process has the database open. */
    LOCKED,
    /** Reading or writing failed for another reason. */
    IO,
    /** The database has a layout that this version does not support. */
    OTHER_FORMAT,
    /** The database holds a chain with another genesis block. */
    OTHER_CHAIN,
    /** The database holds blocks that were executed under other forks. */
    OTHER_RULES,
    /** The database holds no chain. */
    EMPTY,
    /** The store is closed. */
    CLOSED
  }

  private final Reason reason;

  /** With a message: what failed and what to do. */
  public StoreException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** As above, with a cause. */
  public StoreException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** The reason. */
  public Reason reason() {
    return reason;
  }
}
