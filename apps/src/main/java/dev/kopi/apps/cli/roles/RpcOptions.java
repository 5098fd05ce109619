package dev.kopi.apps.cli.roles;

import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.apps.cli.CommandFailed;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Where a role answers. */
final class RpcOptions {
  @Option(
      names = "--rpc.addr",
      paramLabel = "HOST",
      defaultValue = "0.0.0.0",
      description = "Where the RPC and /healthz are served (${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--rpc.port",
      paramLabel = "PORT",
      description = "The port of the RPC; 0 takes a free one.")
  private int port = -1;

  @Option(
      names = "--rpc.enable-admin",
      description = "Whether operators may start and stop the role over RPC.")
  boolean admin;

  /** Callers may use any host name, as with the reference, since containers do. */
  RpcServerConfig config(int defaultPort) {
    return new RpcServerConfig(
        host, port < 0 ? defaultPort : port, null, Set.of("*"), Set.of(), RpcLimits.PUBLIC);
  }

  /** Opens the port. */
  RpcServer start(int defaultPort, RpcMethods methods, RpcObserver observer) {
    RpcServer server =
        new RpcServer(config(defaultPort), methods, List.of(), observer, InstantSource.system());
    try {
      return server.start();
    } catch (IllegalStateException e) {
      throw new CommandFailed("--rpc.port: " + e.getMessage() + "; choose another, or 0", e);
    }
  }
}
