package dev.kopi.services.lifecycle;

/** A mailbox did not do what was asked of it. */
public final class MailboxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why not. */
  public enum Reason {
    /** Too many others wait: nothing was done, try again later. */
    FULL,
    /** It is closed, or was closed before it came to this: nothing was done. */
    CLOSED,
    /** The deadline passed. What was still waiting was withdrawn; what had begun goes on. */
    TIMED_OUT
  }

  MailboxException(String mailbox, Reason reason) {
    super(
        mailbox
            + switch (reason) {
              case FULL -> ": too many requests are waiting";
              case CLOSED -> " is closed";
              case TIMED_OUT -> " did not answer in time";
            });
    this.reason = reason;
  }

  /** Why nothing was done. */
  public Reason reason() {
    return reason;
  }
}
