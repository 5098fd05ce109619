package dev.kopi.apps.cli.options;

import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.apps.cli.error.CommandFailed;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** The RPC server of a role. */
public final class RpcOptions {
  @Option(
      names = "--rpc.addr",
      paramLabel = "HOST",
      defaultValue = "0.0.0.0",
      description = "The address of the RPC and /healthz (${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--rpc.port",
      paramLabel = "PORT",
      description = "The port of the RPC; 0 takes a free one.")
  private int port = -1;

  @Option(
      names = "--rpc.enable-admin",
      description = "Whether operators may start and stop the role over RPC.")
  private boolean admin;

  /** Whether operators may start and stop the role over RPC. */
  public boolean admin() {
    return admin;
  }

  /** Callers may use any host name, as with the reference, since containers do. */
  public RpcServerConfig config(int defaultPort) {
    return new RpcServerConfig(
        host, port < 0 ? defaultPort : port, null, Set.of("*"), Set.of(), RpcLimits.PUBLIC);
  }

  /** Opens the port. */
  public RpcServer start(int defaultPort, RpcMethods methods, RpcObserver observer) {
    RpcServer server =
        new RpcServer(config(defaultPort), methods, List.of(), observer, InstantSource.system());
    try {
      return server.start();
    } catch (IllegalStateException e) {
      throw new CommandFailed("--rpc.port: " + e.getMessage() + "; choose another, or 0", e);
    }
  }
}
