package dev.kopi.adapters.rpc;

import dev.kopi.core.primitives.Bytes;
import java.util.Map;

/**
 * What an HTTP server answered.
 *
 * @param status the status
 * @param headers by name in lower case
 * @param body the bytes
 */
public record HttpAnswer(int status, Map<String, String> headers, Bytes body) {
  /** Copies the headers. */
  public HttpAnswer {
    headers = Map.copyOf(headers);
  }
}
