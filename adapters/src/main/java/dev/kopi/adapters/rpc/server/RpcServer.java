package dev.kopi.adapters.rpc.server;

import dev.kopi.adapters.rpc.dispatch.HeldBytes;
import dev.kopi.adapters.rpc.dispatch.MemoryLimits;
import dev.kopi.adapters.rpc.dispatch.RpcDispatcher;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.transport.GuardedSelector;
import dev.kopi.adapters.rpc.transport.Transport;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * JSON-RPC over HTTP and WebSocket on one port, with {@code /healthz} and other GET routes beside
 * it.
 *
 * <p>Calls are handled on virtual threads. Connections, their deadlines and the memory of their
 * messages are bounded by {@link dev.kopi.adapters.rpc.transport.Transport}.
 */
public final class RpcServer implements AutoCloseable {
  /** Messages up to this many times the limit are read to their end before they are refused. */
  private static final long DISCARD_FACTOR = 4;

  private static final Duration IDLE = Duration.ofMinutes(2);

  /** How long a client may send nothing: a TLS handshake is not in the table of connections yet. */
  private static final Duration HANDSHAKE_STALL = Duration.ofSeconds(15);

  private static final int MAX_TLS_CONNECTIONS = 1024;

  /**
   * Helidon's loggers that log a stack trace for each aborted or malformed request: on a public
   * port they would fill the log. Referenced here, since unreferenced loggers lose their level.
   */
  private static final List<java.util.logging.Logger> QUIET =
      Stream.of(
              "io.helidon.webserver.http1.Http1Connection",
              "io.helidon.webserver.http.DirectHandlers",
              "io.helidon.webserver.ConnectionHandler")
          .map(java.util.logging.Logger::getLogger)
          .toList();

  static {
    QUIET.forEach(logger -> logger.setLevel(java.util.logging.Level.SEVERE));
  }

  private final RpcServerConfig config;
  private final RpcDispatcher dispatcher;
  private final List<GetRoute> routes;
  private final HealthSource health;
  private final InstantSource clock;
  private @Nullable Transport transport;
  private @Nullable WebServer server;

  /**
   * A server that is not started yet.
   *
   * @param methods the methods and event streams
   * @param routes routes for GET requests, tried in order
   * @param observer observes each call
   * @param clock for the age of JWT tokens
   * @param health the answer of {@code /healthz}
   */
  public RpcServer(
      RpcServerConfig config,
      RpcMethods methods,
      List<GetRoute> routes,
      RpcObserver observer,
      InstantSource clock,
      HealthSource health) {
    this.config = config;
    this.dispatcher = new RpcDispatcher(methods, config.limits(), observer);
    this.routes = List.copyOf(routes);
    this.clock = clock;
    this.health = health;
  }

  /** A server that is always healthy. */
  public RpcServer(
      RpcServerConfig config,
      RpcMethods methods,
      List<GetRoute> routes,
      RpcObserver observer,
      InstantSource clock) {
    this(config, methods, routes, observer, clock, HealthSource.HEALTHY);
  }

  /** A server without GET routes and observer, on the system clock. */
  public RpcServer(RpcServerConfig config, RpcMethods methods) {
    this(config, methods, List.of(), RpcObserver.NONE, InstantSource.system());
  }

  /**
   * Opens the port.
   *
   * @throws IllegalStateException when the port cannot be opened
   */
  public RpcServer start() {
    Transport shared = new Transport(config.limits());
    transport = shared;
    HttpRoutes handlers = new HttpRoutes(config, dispatcher, routes, health, clock, shared);
    Http1ConnectionSelector http =
        Http1ConnectionSelector.builder()
            .config(
                Http1Config.builder()
                    .maxHeadersSize(32_768)
                    .sendLog(false)
                    .receiveLog(false)
                    .build())
            .addUpgrader(new WebSocketUpgrade(config, dispatcher, shared, clock))
            .build();
    SSLContext tls = config.tls();
    Duration stall = tls == null ? IDLE : HANDSHAKE_STALL;
    WebServerConfig.Builder builder =
        WebServer.builder()
            .host(config.host())
            .port(config.port())
            .protocolsDiscoverServices(false)
            .featuresDiscoverServices(false)
            .shutdownHook(false)
            .addConnectionSelector(new GuardedSelector(http, shared))
            .maxPayloadSize(DISCARD_FACTOR * config.limits().maxMessageBytes())
            .idleConnectionTimeout(IDLE)
            .shutdownGracePeriod(Duration.ofMillis(200))
            .connectionOptions(o -> o.readTimeout(stall).tcpNoDelay(true))
            .routing(handlers::addTo);
    if (tls != null) {
      builder.maxTcpConnections(MAX_TLS_CONNECTIONS).tls(certified(tls));
    }
    WebServer web = builder.build();
    try {
      web.start();
    } catch (RuntimeException e) {
      shared.close();
      throw new IllegalStateException(
          "cannot listen on " + config.host() + ":" + config.port() + ": " + rootMessage(e), e);
    }
    // The web server only logs that a port is taken.
    if (web.port() < 0) {
      web.stop();
      shared.close();
      throw new IllegalStateException(
          "cannot listen on " + config.host() + ":" + config.port() + ": is the port taken?");
    }
    server = web;
    return this;
  }

  private static Tls certified(SSLContext context) {
    return Tls.builder()
        .sslContext(context)
        .enabledProtocols(List.of("TLSv1.3"))
        .clientAuth(TlsClientAuth.REQUIRED)
        .build();
  }

  private static @Nullable String rootMessage(Throwable e) {
    Throwable at = e;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return at.getMessage();
  }

  /** The port it listens on. */
  public int port() {
    WebServer web = server;
    if (web == null) {
      throw new IllegalStateException("not started");
    }
    return web.port();
  }

  /** The address for HTTP callers on this machine. */
  public String httpUrl() {
    return (config.tls() == null ? "http://" : "https://") + reachableHost() + ":" + port();
  }

  /** The address for WebSocket callers on this machine. */
  public String wsUrl() {
    return (config.tls() == null ? "ws://" : "wss://") + reachableHost() + ":" + port();
  }

  private String reachableHost() {
    String host = config.host();
    return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
  }

  /** The connections and what they hold. */
  Transport transport() {
    Transport shared = transport;
    if (shared == null) {
      throw new IllegalStateException("not started");
    }
    return shared;
  }

  /** What the messages of all connections hold; nothing before the start. */
  public List<HeldBytes> held() {
    Transport shared = transport;
    if (shared == null) {
      return List.of();
    }
    MemoryLimits memory = config.limits().memory();
    return List.of(
        new HeldBytes("rpc_received", shared.received().held(), memory.received()),
        new HeldBytes("rpc_sent", shared.sent().held(), memory.sent()));
  }

  /** Closes the port and all connections. */
  @Override
  public void close() {
    WebServer web = server;
    server = null;
    if (web != null) {
      web.stop();
    }
    Transport shared = transport;
    if (shared != null) {
      shared.close();
    }
  }
}
