package dev.kopi.adapters.rpc.server;

import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a server.
 *
 * @param host the address to listen on
 * @param port the port; 0 for any free one
 * @param jwt the secret that callers must have, or null for none
 * @param hosts host names that callers may use besides IP addresses; "*" for all. Protects against
 *     DNS rebinding.
 * @param origins origins of web pages that may call; "*" for all. Pages served from this machine
 *     are always allowed.
 * @param limits the limits
 * @param tls serves by TLS 1.3 alone, to clients with a certificate that it trusts; null for plain
 *     HTTP
 */
public record RpcServerConfig(
    String host,
    int port,
    @Nullable JwtSecret jwt,
    Set<String> hosts,
    Set<String> origins,
    RpcLimits limits,
    @Nullable SSLContext tls) {
  /** Copies the sets. */
  public RpcServerConfig {
    hosts = Set.copyOf(hosts);
    origins = Set.copyOf(origins);
  }

  /** Plain HTTP. */
  public RpcServerConfig(
      String host,
      int port,
      @Nullable JwtSecret jwt,
      Set<String> hosts,
      Set<String> origins,
      RpcLimits limits) {
    this(host, port, jwt, hosts, origins, limits, null);
  }

  /** A port without authentication. */
  public static RpcServerConfig open(String host, int port) {
    return new RpcServerConfig(host, port, null, Set.of("localhost"), Set.of(), RpcLimits.PUBLIC);
  }

  /** The Engine API port. */
  public static RpcServerConfig authenticated(String host, int port, JwtSecret jwt) {
    return new RpcServerConfig(host, port, jwt, Set.of("localhost"), Set.of(), RpcLimits.ENGINE);
  }

  /** The same port by TLS. Whoever has a certificate may name any host. */
  public RpcServerConfig by(SSLContext context) {
    return new RpcServerConfig(host, port, jwt, Set.of("*"), origins, limits, context);
  }
}
