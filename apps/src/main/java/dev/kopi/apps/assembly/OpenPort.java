package dev.kopi.apps.assembly;

import dev.kopi.adapters.rpc.server.RpcServerConfig;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A public port of an engine.
 *
 * @param server its configuration
 * @param namespaces the RPC namespaces served there, or null for all but {@code testing}
 */
public record OpenPort(RpcServerConfig server, @Nullable Set<String> namespaces) {
  /** Copies the set. */
  public OpenPort {
    namespaces = namespaces == null ? null : Set.copyOf(namespaces);
  }

  /** A port for callers of this machine, with all namespaces but {@code testing}. */
  public static OpenPort local(String host, int port) {
    return new OpenPort(RpcServerConfig.open(host, port), null);
  }
}
