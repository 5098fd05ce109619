package dev.kopi.apps.cli.options;

import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** The public RPC of an engine: options with go-ethereum's names. */
public final class PublicRpcOptions {
  @Option(names = "--http", description = "Accepted; HTTP is always served.", hidden = true)
  private boolean http;

  @Option(
      names = "--http.addr",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "Where HTTP and WebSocket are served (${DEFAULT-VALUE}).")
  private String httpHost;

  @Option(
      names = "--http.port",
      paramLabel = "PORT",
      defaultValue = "8545",
      description = "HTTP and WebSocket; 0 takes a free port (${DEFAULT-VALUE}).")
  private int httpPort;

  @Option(
      names = "--http.api",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "eth,net,web3,txpool,debug",
      description =
          "Namespaces on the open port (${DEFAULT-VALUE}); a batcher that holds the builder back"
              + " needs miner, too.")
  private List<String> httpApi;

  @Option(
      names = "--http.corsdomain",
      split = ",",
      paramLabel = "ORIGIN",
      description = "Web pages that may call, besides those of this machine; * for all.")
  private List<String> origins = new ArrayList<>();

  @Option(
      names = "--http.vhosts",
      split = ",",
      paramLabel = "HOST",
      defaultValue = "localhost",
      description = "Host names that callers may use; * for all (${DEFAULT-VALUE}).")
  private List<String> hosts;

  @Option(names = "--ws", description = "Serve WebSocket on a port of its own too.")
  private boolean ws;

  @Option(
      names = "--ws.addr",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "Where that port is (${DEFAULT-VALUE}).")
  private String wsHost;

  @Option(
      names = "--ws.port",
      paramLabel = "PORT",
      defaultValue = "8546",
      description = "That port (${DEFAULT-VALUE}).")
  private int wsPort;

  @Option(
      names = "--ws.origins",
      split = ",",
      paramLabel = "ORIGIN",
      description = "Web pages that may connect there; * for all.")
  private List<String> wsOrigins = new ArrayList<>();

  /** What is answered on the open ports. */
  public Set<String> namespaces() {
    return new LinkedHashSet<>(httpApi);
  }

  /** The open ports. */
  public List<RpcServerConfig> ports() {
    List<RpcServerConfig> ports = new ArrayList<>();
    ports.add(
        new RpcServerConfig(
            httpHost, httpPort, null, Set.copyOf(hosts), Set.copyOf(origins), RpcLimits.PUBLIC));
    if (ws && wsPort != httpPort) {
      ports.add(
          new RpcServerConfig(
              wsHost, wsPort, null, Set.copyOf(hosts), Set.copyOf(wsOrigins), RpcLimits.PUBLIC));
    }
    return ports;
  }
}
