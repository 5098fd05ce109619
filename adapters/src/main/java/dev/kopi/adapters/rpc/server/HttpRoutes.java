package dev.kopi.adapters.rpc.server;

import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.dispatch.Caller;
import dev.kopi.adapters.rpc.dispatch.RpcDispatcher;
import dev.kopi.adapters.rpc.transport.ByteBudget;
import dev.kopi.adapters.rpc.transport.OpenConnection;
import dev.kopi.adapters.rpc.transport.ParsedSize;
import dev.kopi.adapters.rpc.transport.Transport;
import dev.kopi.core.primitives.Bytes;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles HTTP requests: JSON-RPC by POST, health and other routes by GET, CORS preflights. */
final class HttpRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(HttpRoutes.class);
  private static final Set<String> CONTENT_TYPES =
      Set.of("application/json", "application/json-rpc", "application/jsonrequest");
  private static final Duration WAIT_TO_SEND = Duration.ofSeconds(10);

  private final RpcServerConfig config;
  private final HostOriginRules rules;
  private final RpcDispatcher dispatcher;
  private final List<GetRoute> routes;
  private final HealthSource health;
  private final InstantSource clock;
  private final Transport transport;

  HttpRoutes(
      RpcServerConfig config,
      RpcDispatcher dispatcher,
      List<GetRoute> routes,
      HealthSource health,
      InstantSource clock,
      Transport transport) {
    this.config = config;
    this.rules = new HostOriginRules(config);
    this.dispatcher = dispatcher;
    this.routes = List.copyOf(routes);
    this.health = health;
    this.clock = clock;
    this.transport = transport;
  }

  void addTo(HttpRouting.Builder routing) {
    routing.post("/", this::post).options("/", this::preflight).get("/*", this::get);
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
    OpenConnection connection = connection(request);
    JwtSecret jwt = config.jwt();
    if (jwt != null) {
      String refusal =
          jwt.refuse(header(request, HeaderNames.AUTHORIZATION), clock.instant().getEpochSecond());
      if (refusal != null) {
        refuse(response, Status.UNAUTHORIZED_401, refusal);
        return;
      }
      connection.authenticated();
    }
    if (!isJson(header(request, HeaderNames.CONTENT_TYPE))) {
      refuse(
          response,
          Status.UNSUPPORTED_MEDIA_TYPE_415,
          "invalid content type, only application/json is supported");
      return;
    }
    String origin = header(request, HeaderNames.ORIGIN);
    Caller caller =
        new Caller(
            connection.client(),
            connection.id(),
            connection.trusted(),
            origin != null && !rules.allowsOrigin(origin),
            request.remotePeer().tlsCertificates().map(ClientCertificate::name).orElse(null));
    answer(request, response, connection, caller);
  }

  private void answer(
      ServerRequest request, ServerResponse response, OpenConnection connection, Caller caller)
      throws IOException {
    byte[] answer;
    try (ByteBudget.Account account =
        transport.received().open(caller.client(), caller.trusted(), connection::close)) {
      switch (BodyReader.read(request, config.limits().maxMessageBytes(), account)) {
        case BodyReader.TooLarge() -> {
          refuse(response, Status.REQUEST_ENTITY_TOO_LARGE_413, "content length too large");
          return;
        }
        case BodyReader.NoMemory() -> {
          refuse(response, Status.SERVICE_UNAVAILABLE_503, "server is too busy");
          return;
        }
        case BodyReader.Complete(Bytes body) -> {
          if (!account.settle()) {
            throw new CloseConnectionException("evicted");
          }
          long parsed = ParsedSize.estimate(body.unsafeArray());
          if (parsed > config.limits().memory().maxParsedBytes()) {
            refuse(response, Status.REQUEST_ENTITY_TOO_LARGE_413, "the request has too many parts");
            return;
          }
          if (!account.charge(parsed, BodyReader.WAIT)) {
            refuse(response, Status.SERVICE_UNAVAILABLE_503, "server is too busy");
            return;
          }
          answer = body.isEmpty() ? null : dispatcher.answer(body.unsafeArray(), caller, null);
        }
      }
    }
    response.header(HeaderNames.CONTENT_TYPE, "application/json");
    send(response, connection, answer == null ? new byte[0] : answer);
  }

  private void get(ServerRequest request, ServerResponse response) {
    if (!admit(request, response)) {
      return;
    }
    String path = request.path().path();
    if (path.equals("/healthz")) {
      HealthSource.Health now = health.health();
      send(request, response, GetRoute.Response.text(now.healthy() ? 200 : 503, now.summary()));
      return;
    }
    for (GetRoute route : routes) {
      GetRoute.Response answer = ask(route, path, query(request));
      if (answer != null) {
        send(request, response, answer);
        return;
      }
    }
    if (path.equals("/")) {
      response.send();
      return;
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

  private void send(ServerRequest request, ServerResponse response, GetRoute.Response answer) {
    response.status(answer.status());
    response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
    answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    send(response, connection(request), answer.body().unsafeArray());
  }

  /** Sends a body, whose bytes count until the client has taken them. */
  private void send(ServerResponse response, OpenConnection connection, byte[] body) {
    try (ByteBudget.Account account =
        transport.sent().open(connection.client(), connection.trusted(), connection::close)) {
      if (account.charge(body.length, WAIT_TO_SEND)) {
        response.send(body);
      } else {
        refuse(response, Status.SERVICE_UNAVAILABLE_503, "server is too busy to send the response");
      }
    }
  }

  private static void refuse(ServerResponse response, Status status, String message) {
    response.status(status);
    response.header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.send((message + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The guarded connection of a request: its id is the request's socket id. */
  private OpenConnection connection(ServerRequest request) {
    OpenConnection connection = transport.connections().get(Long.parseLong(request.socketId()));
    if (connection == null) {
      throw new CloseConnectionException("the connection was closed");
    }
    return connection;
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
