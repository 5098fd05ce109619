package dev.kopi.adapters.rpc;

import java.util.Map;

/**
 * What an HTTP server answered.
 *
 * @param status the status
 * @param headers by name in lower case
 * @param body the bytes, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record HttpAnswer(int status, Map<String, String> headers, byte[] body) {
  /** Copies the headers. */
  public HttpAnswer {
    headers = Map.copyOf(headers);
  }
}
