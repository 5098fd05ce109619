package dev.kopi.apps.cli.options;

import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.values.BindAddress;
import dev.kopi.apps.cli.values.Range;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The metrics server of a role: options with the reference's names. */
public final class MetricsOptions {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsOptions.class);
  private static final String VERSION = "kopi";

  @Option(
      names = {"--metrics.enabled", "--metrics"},
      description = "Serve Prometheus metrics at /metrics.")
  private boolean enabled;

  @Option(
      names = "--metrics.addr",
      paramLabel = "HOST",
      defaultValue = "0.0.0.0",
      converter = BindAddress.class,
      description = "The address to serve metrics on; 0.0.0.0 for all addresses.")
  private String host;

  @Option(
      names = "--metrics.port",
      paramLabel = "PORT",
      defaultValue = "7300",
      description = "The port of the metrics; 0 takes a free one.")
  @Range(max = 65_535)
  private int port;

  /**
   * Serves metrics if enabled. Called once the role has started.
   *
   * @return the server, or null for none
   */
  public @Nullable RpcServer serve(Metrics metrics) {
    metrics.up(VERSION);
    if (!enabled) {
      return null;
    }
    RpcServer server =
        new RpcServer(
            new RpcServerConfig(host, port, null, Set.of("*"), Set.of(), RpcLimits.PUBLIC),
            new RpcMethods(),
            List.of(metrics),
            RpcObserver.NONE,
            InstantSource.system());
    try {
      server.start();
    } catch (IllegalStateException e) {
      throw new CommandFailed("--metrics.port: " + e.getMessage() + "; choose another, or 0", e);
    }
    LOG.info(
        "metrics are served: url={} reachable={}",
        server.httpUrl() + "/metrics",
        BindAddress.isLoopback(host) ? "this machine" : "other machines, at " + host);
    return server;
  }
}
