package dev.kopi.adapters.rpc.server;

import dev.kopi.core.primitives.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Serves plain GET requests beside the RPC: metrics, or the beacon API. */
@FunctionalInterface
public interface GetRoute {
  /**
   * Serves a request.
   *
   * @param path the decoded path, beginning with a slash
   * @param query the values of each query parameter
   * @return the response, or null when this route does not serve the path
   */
  @Nullable Response get(String path, Map<String, List<String>> query);

  /**
   * A response.
   *
   * @param status the HTTP status
   * @param contentType the media type
   * @param body the bytes
   * @param headers further headers
   */
  record Response(int status, String contentType, Bytes body, Map<String, String> headers) {
    /** Copies the headers. */
    public Response {
      headers = Map.copyOf(headers);
    }

    /** A response without further headers. */
    public Response(int status, String contentType, Bytes body) {
      this(status, contentType, body, Map.of());
    }

    /** Plain text. */
    public static Response text(int status, String text) {
      return new Response(
          status, "text/plain; charset=utf-8", Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** JSON; the array must not be changed afterwards. */
    public static Response json(int status, byte[] json) {
      return new Response(status, "application/json", Bytes.wrap(json));
    }
  }
}
