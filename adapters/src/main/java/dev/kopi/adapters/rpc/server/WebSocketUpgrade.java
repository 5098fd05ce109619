package dev.kopi.adapters.rpc.server;

import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.dispatch.Caller;
import dev.kopi.adapters.rpc.dispatch.RpcDispatcher;
import dev.kopi.adapters.rpc.transport.GuardedContext;
import dev.kopi.adapters.rpc.transport.OpenConnection;
import dev.kopi.adapters.rpc.transport.Transport;
import dev.kopi.adapters.rpc.websocket.WebSocketConnection;
import dev.kopi.adapters.rpc.websocket.WebSocketFrames;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Upgrades an HTTP connection to WebSocket, after the checks of host, origin and JWT. */
final class WebSocketUpgrade implements Http1Upgrader {
  private static final HeaderName KEY = HeaderNames.create("Sec-WebSocket-Key");
  private static final HeaderName VERSION = HeaderNames.create("Sec-WebSocket-Version");

  private final RpcServerConfig config;
  private final HostOriginRules rules;
  private final RpcDispatcher dispatcher;
  private final Transport transport;
  private final InstantSource clock;

  WebSocketUpgrade(
      RpcServerConfig config, RpcDispatcher dispatcher, Transport transport, InstantSource clock) {
    this.config = config;
    this.rules = new HostOriginRules(config);
    this.dispatcher = dispatcher;
    this.transport = transport;
    this.clock = clock;
  }

  @Override
  public String supportedProtocol() {
    return "websocket";
  }

  @Override
  public @Nullable ServerConnection upgrade(
      ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
    String key = value(headers, KEY);
    if (key == null) {
      throw refuse(Status.BAD_REQUEST_400, "no Sec-WebSocket-Key");
    }
    if (!"13".equals(value(headers, VERSION))) {
      throw refuse(Status.UPGRADE_REQUIRED_426, "Sec-WebSocket-Version is not 13");
    }
    if (!rules.allowsHost(value(headers, HeaderNames.HOST))) {
      throw refuse(Status.FORBIDDEN_403, "invalid host specified");
    }
    String origin = value(headers, HeaderNames.ORIGIN);
    if (origin != null && !rules.allowsOrigin(origin)) {
      throw refuse(Status.FORBIDDEN_403, "origin not allowed");
    }
    JwtSecret jwt = config.jwt();
    String refusal =
        jwt == null
            ? null
            : jwt.refuse(
                value(headers, HeaderNames.AUTHORIZATION), clock.instant().getEpochSecond());
    if (refusal != null) {
      throw refuse(Status.UNAUTHORIZED_401, refusal);
    }
    GuardedContext guarded = (GuardedContext) context;
    OpenConnection connection = guarded.connection();
    if (jwt != null) {
      connection.authenticated();
    }
    if (!transport.connections().upgrade(connection, System.nanoTime())) {
      throw refuse(Status.SERVICE_UNAVAILABLE_503, "too many WebSocket connections");
    }
    guarded.tunnel();
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Accept: "
            + WebSocketFrames.accept(key)
            + "\r\n\r\n";
    context.dataWriter().writeNow(BufferData.create(answer.getBytes(StandardCharsets.ISO_8859_1)));
    Caller caller =
        new Caller(
            connection.client(),
            connection.id(),
            connection.trusted(),
            false,
            context.remotePeer().tlsCertificates().map(ClientCertificate::name).orElse(null));
    return new WebSocketConnection(dispatcher, config.limits(), transport, caller, guarded);
  }

  private static @Nullable String value(WritableHeaders<?> headers, HeaderName name) {
    if (!headers.contains(name)) {
      return null;
    }
    Header header = headers.get(name);
    return header.get();
  }

  private static RequestException refuse(Status status, String message) {
    return RequestException.builder()
        .type(DirectHandler.EventType.OTHER)
        .status(status)
        .message(message)
        .safeMessage(true)
        .build();
  }
}
