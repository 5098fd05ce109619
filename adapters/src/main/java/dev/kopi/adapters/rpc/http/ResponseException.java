package dev.kopi.adapters.rpc.http;

import java.io.IOException;

/** A response came, and cannot be used. */
final class ResponseException extends IOException {
  private static final long serialVersionUID = 1L;

  private ResponseException(String message) {
    super(message);
  }

  static ResponseException tooLarge(int maxBytes) {
    return new ResponseException("the response is larger than " + maxBytes + " bytes");
  }
}
