package dev.kopi.adapters.rpc;

import dev.kopi.core.primitives.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers plain GET requests beside the RPC: metrics, or the beacon API. */
@FunctionalInterface
public interface GetRoute {
  /**
   * Answers a request.
   *
   * @param path the decoded path, beginning with a slash
   * @param query the values of each query parameter
   * @return the answer, or null when this route does not know the path
   */
  @Nullable Answer get(String path, Map<String, List<String>> query);

  /**
   * What to answer.
   *
   * @param status the HTTP status
   * @param contentType the media type
   * @param body the bytes
   */
  record Answer(int status, String contentType, Bytes body) {
    /** Plain text. */
    public static Answer text(int status, String text) {
      return new Answer(
          status, "text/plain; charset=utf-8", Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** JSON, which is not to be changed afterwards. */
    public static Answer json(int status, byte[] json) {
      return new Answer(status, "application/json", Bytes.wrap(json));
    }
  }
}
