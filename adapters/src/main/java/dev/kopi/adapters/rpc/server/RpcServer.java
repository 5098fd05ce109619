package dev.kopi.adapters.rpc.server;

import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.dispatch.ByteBudget;
import dev.kopi.adapters.rpc.dispatch.RpcDispatcher;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.websocket.WebSocketConnection;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON-RPC over HTTP and WebSocket on one port, with {@code /healthz} and other GET routes beside
 * it.
 *
 * <p>Calls are handled on virtual threads. The memory of received messages is bounded over all
 * connections.
 */
public final class RpcServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);
  private static final Set<String> CONTENT_TYPES =
      Set.of("application/json", "application/json-rpc", "application/jsonrequest");
  private static final int READ_STEP = 1 << 16;

  /** Messages up to this many times the limit are read to their end before they are refused. */
  private static final long DISCARD_FACTOR = 4;

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
  private final HostOriginRules rules;
  private final RpcDispatcher dispatcher;
  private final List<GetRoute> routes;
  private final HealthSource health;
  private final InstantSource clock;
  private final ByteBudget budget;
  private final Set<WebSocketConnection> sockets = ConcurrentHashMap.newKeySet();
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
    this.rules = new HostOriginRules(config);
    this.dispatcher = new RpcDispatcher(methods, config.limits(), observer);
    this.routes = List.copyOf(routes);
    this.clock = clock;
    this.health = health;
    this.budget = new ByteBudget(config.limits().maxBufferedBytes());
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
    Http1ConnectionSelector http =
        Http1ConnectionSelector.builder()
            .config(
                Http1Config.builder()
                    .maxHeadersSize(32_768)
                    .sendLog(false)
                    .receiveLog(false)
                    .build())
            .addUpgrader(new WebSocketUpgrade(config, dispatcher, budget, clock, sockets))
            .build();
    WebServer web =
        WebServer.builder()
            .host(config.host())
            .port(config.port())
            .protocolsDiscoverServices(false)
            .featuresDiscoverServices(false)
            .shutdownHook(false)
            .addConnectionSelector(http)
            .maxTcpConnections(config.limits().maxConnections())
            .maxPayloadSize(DISCARD_FACTOR * config.limits().maxMessageBytes())
            .idleConnectionTimeout(Duration.ofMinutes(2))
            .shutdownGracePeriod(Duration.ofMillis(200))
            .connectionOptions(o -> o.readTimeout(Duration.ofMinutes(2)).tcpNoDelay(true))
            .routing(routing ->
                routing.post("/", this::post).options("/", this::preflight).get("/*", this::get))
            .build();
    try {
      web.start();
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "cannot listen on " + config.host() + ":" + config.port() + ": " + rootMessage(e), e);
    }
    // The web server only logs that a port is taken.
    if (web.port() < 0) {
      web.stop();
      throw new IllegalStateException(
          "cannot listen on " + config.host() + ":" + config.port() + ": is the port taken?");
    }
    server = web;
    return this;
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
    return "http://" + reachableHost() + ":" + port();
  }

  /** The address for WebSocket callers on this machine. */
  public String wsUrl() {
    return "ws://" + reachableHost() + ":" + port();
  }

  private String reachableHost() {
    String host = config.host();
    return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
  }

  /** Closes the port and all connections. */
  @Override
  public void close() {
    WebServer web = server;
    server = null;
    if (web != null) {
      sockets.forEach(socket -> socket.close(true));
      web.stop();
    }
  }

  private boolean admit(ServerRequest request, ServerResponse response) {
    if (!rules.allowsHost(header(request, HeaderNames.HOST))) {
      refuse(response, Status.FORBIDDEN_403, "invalid host specified");
      return false;
    }
    String origin = header(request, HeaderNames.ORIGIN);
    if (origin != null && rules.allowsOrigin(origin)) {
      response.header(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      response.header(HeaderNames.VARY, "Origin");
    }
    return true;
  }

  private void preflight(ServerRequest request, ServerResponse response) {
    if (admit(request, response)) {
      response.header(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "POST, GET");
      response.header(HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type, Authorization");
      response.header(HeaderNames.ACCESS_CONTROL_MAX_AGE, "600");
      response.status(Status.NO_CONTENT_204).send();
    }
  }

  private void post(ServerRequest request, ServerResponse response) throws IOException {
    if (!admit(request, response)) {
      return;
    }
    JwtSecret jwt = config.jwt();
    String refusal =
        jwt == null
            ? null
            : jwt.refuse(
                header(request, HeaderNames.AUTHORIZATION), clock.instant().getEpochSecond());
    if (refusal != null) {
      refuse(response, Status.UNAUTHORIZED_401, refusal);
      return;
    }
    if (!isJson(header(request, HeaderNames.CONTENT_TYPE))) {
      refuse(
          response,
          Status.UNSUPPORTED_MEDIA_TYPE_415,
          "invalid content type, only application/json is supported");
      return;
    }
    answer(request, response);
  }

  private void answer(ServerRequest request, ServerResponse response) throws IOException {
    int most = config.limits().maxMessageBytes();
    OptionalLong declared = request.headers().contentLength();
    if (declared.isPresent() && declared.getAsLong() > most) {
      discard(request);
      refuse(response, Status.REQUEST_ENTITY_TOO_LARGE_413, "content length too large");
      return;
    }
    long taken = declared.orElse(most);
    if (!budget.take(taken)) {
      refuse(response, Status.SERVICE_UNAVAILABLE_503, "server is too busy");
      return;
    }
    try {
      byte[] body = read(request, most);
      if (body == null) {
        refuse(response, Status.REQUEST_ENTITY_TOO_LARGE_413, "content length too large");
        return;
      }
      byte[] answer =
          body.length == 0
              ? null
              : dispatcher.answer(body, Callers.of(request, config.jwt() != null), null);
      response.header(HeaderNames.CONTENT_TYPE, "application/json");
      response.send(answer == null ? new byte[0] : answer);
    } finally {
      budget.give(taken);
    }
  }

  /** Reads the rest of a request, so that the client sees the response. */
  private static void discard(ServerRequest request) throws IOException {
    try (InputStream in = request.content().inputStream()) {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static byte @Nullable [] read(ServerRequest request, int most) throws IOException {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    byte[] step = new byte[READ_STEP];
    try (InputStream in = request.content().inputStream()) {
      for (int n = in.read(step); n >= 0; n = in.read(step)) {
        if (n > most - out.size()) {
          return null;
        }
        out.write(step, 0, n);
      }
    }
    return out.toByteArray();
  }

  private void get(ServerRequest request, ServerResponse response) {
    if (!admit(request, response)) {
      return;
    }
    String path = request.path().path();
    if (path.equals("/")) {
      response.send();
      return;
    }
    if (path.equals("/healthz")) {
      HealthSource.Health now = health.health();
      send(response, GetRoute.Response.text(now.healthy() ? 200 : 503, now.summary()));
      return;
    }
    for (GetRoute route : routes) {
      GetRoute.Response answer = ask(route, path, query(request));
      if (answer != null) {
        send(response, answer);
        return;
      }
    }
    refuse(response, Status.NOT_FOUND_404, "not found");
  }

  private static GetRoute.@Nullable Response ask(
      GetRoute route, String path, Map<String, List<String>> query) {
    try {
      return route.get(path, query);
    } catch (RuntimeException e) {
      LOG.error("GET {} failed", path, e);
      return GetRoute.Response.text(500, "internal error");
    }
  }

  private static Map<String, List<String>> query(ServerRequest request) {
    Map<String, List<String>> out = new HashMap<>();
    for (String name : request.query().names()) {
      out.put(name, List.copyOf(request.query().all(name)));
    }
    return out;
  }

  private static void send(ServerResponse response, GetRoute.Response answer) {
    response.status(answer.status());
    response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
    response.send(answer.body().unsafeArray());
  }

  private static void refuse(ServerResponse response, Status status, String message) {
    response.status(status);
    send(response, GetRoute.Response.text(status.code(), message + "\n"));
  }

  private static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return CONTENT_TYPES.contains(type.strip().toLowerCase(Locale.ROOT));
  }

  private static @Nullable String header(ServerRequest request, HeaderName name) {
    return request.headers().contains(name) ? request.headers().get(name).get() : null;
  }
}
