package dev.kopi.apps.cli.options;

import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.apps.assembly.RoleHealthSource;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.values.BindAddress;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.services.lifecycle.RoleHealth;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The RPC server of a role. */
public final class RpcOptions {
  private static final Logger LOG = LoggerFactory.getLogger(RpcOptions.class);

  @Option(
      names = "--rpc.addr",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      converter = BindAddress.class,
      description =
          "The address to serve the RPC and /healthz on; 0.0.0.0 for all addresses, as in a"
              + " container.")
  private String host;

  @Option(
      names = "--rpc.port",
      paramLabel = "PORT",
      description = "The port of the RPC and /healthz; 0 takes a free one.")
  @Range(max = 65_535)
  private int port;

  @Option(
      names = "--rpc.enable-admin",
      description = "Serve the namespace admin: whoever reaches the RPC may stop the role.")
  private boolean admin;

  /** The RPC of a role with a usual port. */
  public RpcOptions(int defaultPort) {
    port = defaultPort;
  }

  /** Whether operators may start and stop the role over RPC. */
  public boolean admin() {
    return admin;
  }

  /** The configuration of the server. Callers may use any host name, since containers do. */
  public RpcServerConfig config() {
    return new RpcServerConfig(host, port, null, Set.of("*"), Set.of(), RpcLimits.PUBLIC);
  }

  /** Logs a warning when programs on other machines can reach the RPC. */
  public void warnOfExposure() {
    if (!BindAddress.isLoopback(host)) {
      LOG.warn(
          "the RPC can be reached from other machines: {}: addr={} admin={}",
          admin
              ? "whoever reaches it may start and stop the role"
              : "it is read-only, since --rpc.enable-admin is not set",
          host,
          admin);
    }
  }

  /** Opens the port of a role. */
  public RpcServer start(RpcMethods methods, RpcObserver observer, RoleHealth role) {
    warnOfExposure();
    RpcServer server =
        new RpcServer(
            config(),
            methods,
            List.of(),
            observer,
            InstantSource.system(),
            new RoleHealthSource(role));
    try {
      return server.start();
    } catch (IllegalStateException e) {
      throw new CommandFailed("--rpc.port: " + e.getMessage() + "; choose another, or 0", e);
    }
  }
}
