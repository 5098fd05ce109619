package dev.kopi.adapters.rpc.http;

import dev.kopi.core.primitives.Bytes;
import java.util.Map;

/**
 * A response of an HTTP server.
 *
 * @param status the status code
 * @param headers by name in lower case
 * @param body the bytes
 */
public record HttpResponse(int status, Map<String, String> headers, Bytes body) {
  /** Copies the headers. */
  public HttpResponse {
    headers = Map.copyOf(headers);
  }
}
