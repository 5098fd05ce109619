package dev.kopi.apps.cli.roles;

import dev.kopi.adapters.rpc.RpcServerConfig;
import picocli.CommandLine.Option;

/** Where a role answers. */
final class RpcOptions {
  @Option(names = "--rpc.addr", paramLabel = "HOST", defaultValue = "0.0.0.0")
  private String host;

  @Option(names = "--rpc.port", paramLabel = "PORT")
  private int port = -1;

  @Option(
      names = "--rpc.enable-admin",
      description = "Whether operators may start and stop the role over RPC.")
  boolean admin;

  RpcServerConfig config(int defaultPort) {
    return RpcServerConfig.open(host, port < 0 ? defaultPort : port);
  }
}
