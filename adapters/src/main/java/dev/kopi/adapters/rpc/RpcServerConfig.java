package dev.kopi.adapters.rpc;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where and for whom a server answers.
 *
 * @param host the address to listen on
 * @param port the port; 0 takes a free one
 * @param jwt the secret that callers must know, or null for none
 * @param hosts host names that callers may use besides IP addresses; "*" for all. Keeps foreign web
 *     pages out that rebind a name.
 * @param origins origins of web pages that may call; "*" for all. Pages served from this machine
 *     always may.
 * @param limits bounds
 */
public record RpcServerConfig(
    String host,
    int port,
    @Nullable JwtSecret jwt,
    Set<String> hosts,
    Set<String> origins,
    RpcLimits limits) {
  /** Copies the sets. */
  public RpcServerConfig {
    hosts = Set.copyOf(hosts);
    origins = Set.copyOf(origins);
  }

  /** A port for everybody who can reach it. */
  public static RpcServerConfig open(String host, int port) {
    return new RpcServerConfig(host, port, null, Set.of("localhost"), Set.of(), RpcLimits.PUBLIC);
  }

  /** The port between node and engine. */
  public static RpcServerConfig authenticated(String host, int port, JwtSecret jwt) {
    return new RpcServerConfig(host, port, jwt, Set.of("localhost"), Set.of(), RpcLimits.ENGINE);
  }
}
