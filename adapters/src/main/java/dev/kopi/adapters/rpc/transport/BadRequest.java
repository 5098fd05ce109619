package dev.kopi.adapters.rpc.transport;

/** A request that violates the syntax of HTTP/1.1, or uses a part of it that is refused. */
final class BadRequest extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  /** Refused with status 400. */
  BadRequest(String message) {
    this(400, message);
  }

  BadRequest(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /** The HTTP status of the response. */
  int status() {
    return status;
  }

  /** The message; never null. */
  String text() {
    return String.valueOf(getMessage());
  }
}
