package dev.kopi.tests.system;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.http.HttpEndpoint;
import dev.kopi.adapters.rpc.http.HttpResponse;
import dev.kopi.adapters.rpc.server.GetRoute;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.core.primitives.Bytes;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Stands between nodes and a beacon node, and answers wrongly when a test wants it to. */
final class BeaconFront implements GetRoute, AutoCloseable {
  /** What becomes of the blobs that are asked for. */
  enum Fault {
    NONE,
    /** The slot is unknown. */
    NOT_FOUND,
    /** One blob fewer than asked for. */
    PARTIAL,
    /** A blob of zeros in the place of each. */
    WRONG_BLOB,
    /** Blobs that are too short. */
    SHORT_BLOB,
    /** Half an answer. */
    CUT_JSON,
    SERVER_ERROR
  }

  private final HttpEndpoint behind;
  private final RpcServer server;
  private final AtomicInteger spoiled = new AtomicInteger();
  private volatile Fault fault = Fault.NONE;

  BeaconFront(String behindUrl) {
    behind = new HttpEndpoint(URI.create(behindUrl), 96 << 20);
    server =
        new RpcServer(
            RpcServerConfig.open(Ports.LOOPBACK, 0),
            new RpcMethods(),
            List.of(this),
            RpcObserver.NONE,
            InstantSource.system());
    server.start();
  }

  String url() {
    return server.httpUrl();
  }

  void use(Fault wanted) {
    fault = wanted;
    spoiled.set(0);
  }

  /** How many answers about blobs were spoiled since the fault was set. */
  int spoiled() {
    return spoiled.get();
  }

  @Override
  public @Nullable Response get(String path, Map<String, List<String>> query) {
    Fault now = fault;
    boolean blobs = path.startsWith("/eth/v1/beacon/blob");
    if (!blobs || now == Fault.NONE) {
      HttpResponse real = ask(path, query);
      return new Response(real.status(), "application/json", real.body());
    }
    spoiled.incrementAndGet();
    return switch (now) {
      case NONE -> throw new IllegalStateException();
      case NOT_FOUND -> Response.text(404, "{\"code\":404,\"message\":\"no such slot\"}");
      case SERVER_ERROR -> Response.text(500, "out of order");
      case CUT_JSON -> {
        Bytes body = ask(path, query).body();
        yield Response.json(200, body.slice(0, body.size() / 2).toArray());
      }
      case PARTIAL -> changed(ask(path, query), 0);
      case WRONG_BLOB -> changed(ask(path, query), 131_072);
      case SHORT_BLOB -> changed(ask(path, query), 100);
    };
  }

  /** The same answer with zeros for blobs, or with one blob fewer when there are to be no zeros. */
  private static Response changed(HttpResponse real, int zeros) {
    ObjectNode body = (ObjectNode) Json.parse(real.body().toArray());
    ArrayNode data = Json.array();
    int count = body.path("data").size();
    for (int i = 0; i < count; i++) {
      if (zeros > 0) {
        data.add(Bytes.wrap(new byte[zeros]).toHex());
      } else if (i > 0) {
        data.add(body.path("data").get(i));
      }
    }
    body.set("data", data);
    return Response.json(200, Json.write(body));
  }

  private HttpResponse ask(String path, Map<String, List<String>> query) {
    StringJoiner parameters = new StringJoiner("&", query.isEmpty() ? "" : "?", "");
    query.forEach((name, values) -> values.forEach(value -> parameters.add(name + "=" + value)));
    return behind.get(path + parameters, Map.of(), Duration.ofSeconds(10));
  }

  @Override
  public void close() {
    server.close();
  }
}
