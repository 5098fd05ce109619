package dev.kopi.apps.cli.options;

import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.apps.assembly.OpenPort;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.values.BindAddress;
import dev.kopi.apps.cli.values.Namespace;
import dev.kopi.apps.cli.values.Range;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The public RPC of an engine: options with go-ethereum's names. */
public final class PublicRpcOptions {
  private static final Logger LOG = LoggerFactory.getLogger(PublicRpcOptions.class);

  @Option(names = "--http", description = "Accepted; HTTP is always served.")
  private boolean http;

  @Option(
      names = "--http.addr",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      converter = BindAddress.class,
      description = "The address to serve HTTP and WebSocket on; 0.0.0.0 for all addresses.")
  private String httpHost;

  @Option(
      names = "--http.port",
      paramLabel = "PORT",
      defaultValue = "8545",
      description = "The port of HTTP and WebSocket; 0 takes a free one.")
  @Range(max = 65_535)
  private int httpPort;

  @Option(
      names = "--http.api",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "eth,net,web3,txpool,debug",
      converter = Namespace.class,
      description =
          "Namespaces on that port; a batcher that throttles the block builder needs miner, too.")
  private List<String> httpApi;

  @Option(
      names = "--http.corsdomain",
      split = ",",
      paramLabel = "ORIGIN",
      description = "Origins of web pages that may call, besides those of this machine; * for all.")
  private List<String> origins = new ArrayList<>();

  @Option(
      names = "--http.vhosts",
      split = ",",
      paramLabel = "HOST",
      defaultValue = "localhost",
      description = "Host names that callers may use besides IP addresses; * for all.")
  private List<String> hosts;

  @Option(names = "--ws", description = "Serve WebSocket on a port of its own too.")
  private boolean ws;

  @Option(
      names = "--ws.addr",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      converter = BindAddress.class,
      description = "The address of that port; 0.0.0.0 for all addresses.")
  private String wsHost;

  @Option(
      names = "--ws.port",
      paramLabel = "PORT",
      defaultValue = "8546",
      description = "The port of WebSocket with --ws; 0 takes a free one.")
  @Range(max = 65_535)
  private int wsPort;

  @Option(
      names = "--ws.api",
      paramLabel = "NAME",
      split = ",",
      converter = Namespace.class,
      description = "Namespaces on that port; those of --http.api when it is not set.")
  private List<String> wsApi = new ArrayList<>();

  @Option(
      names = "--ws.origins",
      split = ",",
      paramLabel = "ORIGIN",
      description = "Origins of web pages that may connect to that port; * for all.")
  private List<String> wsOrigins = new ArrayList<>();

  /**
   * The open ports.
   *
   * @throws WrongUsage when WebSocket shares the port of HTTP, but not its namespaces
   */
  public List<OpenPort> ports() {
    Set<String> http = new LinkedHashSet<>(httpApi);
    Set<String> webSocket = wsApi.isEmpty() ? http : new LinkedHashSet<>(wsApi);
    List<OpenPort> ports = new ArrayList<>();
    ports.add(new OpenPort(server(httpHost, httpPort, origins), http));
    if (ws && (wsPort != httpPort || wsPort == 0)) {
      ports.add(new OpenPort(server(wsHost, wsPort, wsOrigins), webSocket));
    } else if (ws && !webSocket.equals(http)) {
      throw new WrongUsage(
          "--ws.api differs from --http.api, but both share port "
              + httpPort
              + ": give another --ws.port");
    }
    return ports;
  }

  private RpcServerConfig server(String host, int port, List<String> allowedOrigins) {
    return new RpcServerConfig(
        host, port, null, Set.copyOf(hosts), Set.copyOf(allowedOrigins), RpcLimits.PUBLIC);
  }

  /** Logs a warning that names the namespaces that are not served, if there are any. */
  public void warnOfNamespaces() {
    Set<String> missing = new TreeSet<>(httpApi);
    missing.addAll(wsApi);
    missing.retainAll(Namespace.NOT_SERVED);
    if (!missing.isEmpty()) {
      LOG.warn("namespaces that are not served: {}", String.join(", ", missing));
    }
  }
}
