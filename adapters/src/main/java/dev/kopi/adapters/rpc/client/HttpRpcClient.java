package dev.kopi.adapters.rpc.client;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.http.HttpEndpoint;
import dev.kopi.adapters.rpc.http.HttpResponse;
import dev.kopi.core.primitives.DecodeException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A JSON-RPC client over HTTP. */
public final class HttpRpcClient implements RpcClient {
  /** The largest response to accept. */
  public static final int DEFAULT_MAX_RESPONSE_BYTES = 128 << 20;

  private static final int UNAUTHORIZED = 401;

  private final HttpEndpoint http;
  private final Duration timeout;
  private final @Nullable JwtSecret jwt;
  private final Map<String, String> headers;
  private final InstantSource clock;
  private final AtomicLong nextId = new AtomicLong(1);

  /**
   * A client.
   *
   * @param url the server
   * @param timeout for each exchange
   * @param jwt the secret shared with the server, or null
   * @param headers additional HTTP headers
   * @param clock gives the time of issue of tokens
   */
  public HttpRpcClient(
      URI url,
      Duration timeout,
      @Nullable JwtSecret jwt,
      Map<String, String> headers,
      InstantSource clock) {
    this(new HttpEndpoint(url, DEFAULT_MAX_RESPONSE_BYTES), timeout, jwt, headers, clock);
  }

  private HttpRpcClient(
      HttpEndpoint http,
      Duration timeout,
      @Nullable JwtSecret jwt,
      Map<String, String> headers,
      InstantSource clock) {
    this.http = http;
    this.timeout = timeout;
    this.jwt = jwt;
    this.headers = Map.copyOf(headers);
    this.clock = clock;
  }

  /** A client over an endpoint, with additional HTTP headers. */
  public HttpRpcClient(HttpEndpoint http, Duration timeout, Map<String, String> headers) {
    this(http, timeout, null, headers, InstantSource.system());
  }

  /** A client without authentication. */
  public HttpRpcClient(URI url, Duration timeout) {
    this(url, timeout, null, Map.of(), InstantSource.system());
  }

  @Override
  public JsonNode call(String method, JsonNode... params) {
    long id = nextId.getAndIncrement();
    JsonNode reply = exchange(RpcMessages.request(id, new Call(method, List.of(params))));
    if (!reply.isObject()) {
      throw new RpcTransportException(http.shown() + ": the response is not a JSON-RPC response");
    }
    return RpcMessages.reply(reply).get();
  }

  @Override
  public List<Reply> batch(List<Call> calls) {
    if (calls.isEmpty()) {
      return List.of();
    }
    long first = nextId.getAndAdd(calls.size());
    JsonNode answer = exchange(RpcMessages.requests(first, calls));
    return RpcMessages.replies(http.shown(), answer, first, calls.size());
  }

  private JsonNode exchange(JsonNode request) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Content-Type", "application/json");
    if (jwt != null) {
      all.put("Authorization", "Bearer " + jwt.token(clock.instant().getEpochSecond()));
    }
    HttpResponse answer = http.post("", all, Json.write(request), timeout);
    JsonNode json = null;
    try {
      json = Json.parse(answer.body().unsafeArray());
    } catch (DecodeException e) {
      if (answer.status() == 200) {
        throw new RpcTransportException(
            http.shown() + ": the response is not JSON: " + e.getMessage(), e);
      }
    }
    if (answer.status() == 200 && json != null) {
      return json;
    }
    if (json != null && json.path("error").isObject()) {
      return json;
    }
    throw new RpcTransportException(http.shown() + ": " + refusal(answer));
  }

  private String refusal(HttpResponse answer) {
    Duration wait = answer.retryAfter(clock.instant());
    if (wait != null) {
      return "HTTP status " + answer.status() + ", try again after " + wait.toSeconds() + " s";
    }
    if (answer.status() == UNAUTHORIZED && jwt != null) {
      return JwtRefusal.describe(answer, clock.instant());
    }
    return "HTTP status " + answer.status();
  }

  /** Does nothing: connections are shared, and close when they are idle. */
  @Override
  public void close() {}
}
