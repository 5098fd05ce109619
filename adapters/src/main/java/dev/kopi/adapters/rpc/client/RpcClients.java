package dev.kopi.adapters.rpc.client;

import dev.kopi.adapters.rpc.JwtSecret;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON-RPC clients for addresses of any scheme: http, https, ws or wss. */
public final class RpcClients {
  private RpcClients() {}

  /**
   * A client; nothing is connected yet.
   *
   * @param url the server, with user and password if need be
   * @param timeout for each call
   * @param jwt the secret shared with the server, or null
   * @param headers additional HTTP headers
   * @param clock gives the time of issue of tokens
   * @throws IllegalArgumentException when the address has another scheme
   */
  public static RpcClient open(
      URI url,
      Duration timeout,
      @Nullable JwtSecret jwt,
      Map<String, String> headers,
      InstantSource clock) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "ws", "wss" -> new WebSocketRpcClient(url, timeout, jwt, headers, clock);
      default -> new HttpRpcClient(url, timeout, jwt, headers, clock);
    };
  }

  /** A client without authentication by JWT. */
  public static RpcClient open(URI url, Duration timeout) {
    return open(url, timeout, null, Map.of(), InstantSource.system());
  }
}
