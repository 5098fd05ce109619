package dev.kopi.adapters.rpc.client;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.http.EndpointAddress;
import dev.kopi.adapters.rpc.http.SharedClients;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A JSON-RPC client over one WebSocket, which is opened by the first call, and anew by the first
 * one after it was lost. Calls in progress then fail.
 */
public final class WebSocketRpcClient implements RpcClient {
  private static final int MAX_RESPONSE_CHARS = HttpRpcClient.DEFAULT_MAX_RESPONSE_BYTES;

  private final EndpointAddress address;
  private final Duration timeout;
  private final @Nullable JwtSecret jwt;
  private final Map<String, String> headers;
  private final InstantSource clock;
  private final AtomicLong nextId = new AtomicLong(1);
  private final ReentrantLock sending = new ReentrantLock();
  private @Nullable Connection connection;

  /** An open WebSocket with what it receives. */
  private record Connection(WebSocket socket, PendingReplies replies) {}

  /**
   * A client.
   *
   * @param url the server, {@code ws} or {@code wss}
   * @param timeout for each call, connecting included
   * @param jwt the secret shared with the server, or null
   * @param headers additional HTTP headers of the handshake
   * @param clock gives the time of issue of tokens
   * @throws IllegalArgumentException when the address is not such an address
   */
  public WebSocketRpcClient(
      URI url,
      Duration timeout,
      @Nullable JwtSecret jwt,
      Map<String, String> headers,
      InstantSource clock) {
    this.address = EndpointAddress.of(url, List.of("ws", "wss"));
    this.timeout = timeout;
    this.jwt = jwt;
    this.headers = Map.copyOf(headers);
    this.clock = clock;
  }

  @Override
  public JsonNode call(String method, JsonNode... params) {
    long id = nextId.getAndIncrement();
    Call call = new Call(method, List.of(params));
    return RpcMessages.reply(exchange(RpcMessages.request(id, call), id)).get();
  }

  @Override
  public List<Reply> batch(List<Call> calls) {
    if (calls.isEmpty()) {
      return List.of();
    }
    long first = nextId.getAndAdd(calls.size());
    JsonNode answer = exchange(RpcMessages.requests(first, calls), first);
    return RpcMessages.replies(address.shown(), answer, first, calls.size());
  }

  /** Sends a request or batch, and awaits the message that answers its first id. */
  private JsonNode exchange(JsonNode request, long id) {
    long start = System.nanoTime();
    long deadline = start + timeout.toNanos();
    Connection to = null;
    try {
      CompletableFuture<JsonNode> reply;
      if (!sending.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException();
      }
      try {
        to = connected(deadline);
        reply = to.replies().await(id);
        String text = new String(Json.write(request), StandardCharsets.UTF_8);
        to.socket().sendText(text, true).get(left(deadline), TimeUnit.NANOSECONDS);
      } finally {
        sending.unlock();
      }
      return reply.get(left(deadline), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      if (to != null && !to.replies().receivedSince(start)) {
        drop(to);
      }
      throw new RpcTransportException(address.shown() + ": no response in time", e);
    } catch (ExecutionException e) {
      drop(to);
      throw new RpcTransportException(address.shown() + ": " + reason(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RpcTransportException(address.shown() + ": interrupted", e);
    } finally {
      if (to != null) {
        to.replies().forget(id);
      }
    }
  }

  private static long left(long deadline) {
    return Math.max(1, deadline - System.nanoTime());
  }

  private static String reason(@Nullable Throwable cause) {
    if (cause instanceof WebSocketHandshakeException e) {
      return "the server refuses the WebSocket with HTTP status " + e.getResponse().statusCode();
    }
    String message = cause == null ? null : cause.getMessage();
    return message == null ? "the connection is lost" : message;
  }

  private Connection connected(long deadline)
      throws InterruptedException, ExecutionException, TimeoutException {
    Connection open = connection;
    if (open != null && !open.replies().isClosed()) {
      return open;
    }
    HttpClient http = address.isSecure() ? SharedClients.secure() : SharedClients.plain();
    WebSocket.Builder builder = http.newWebSocketBuilder();
    builder.connectTimeout(Duration.ofNanos(left(deadline)));
    headers.forEach(builder::header);
    if (jwt != null) {
      builder.header("Authorization", "Bearer " + jwt.token(clock.instant().getEpochSecond()));
    } else {
      address.authorization().ifPresent(value -> builder.header("Authorization", value));
    }
    SharedClients.proxyAuthorization(address.url())
        .ifPresent(value -> builder.header("Proxy-Authorization", value));
    PendingReplies replies = new PendingReplies(MAX_RESPONSE_CHARS);
    WebSocket socket =
        builder.buildAsync(address.url(), replies).get(left(deadline), TimeUnit.NANOSECONDS);
    Connection fresh = new Connection(socket, replies);
    connection = fresh;
    return fresh;
  }

  /** Gives a connection up that does not work. */
  private static void drop(@Nullable Connection lost) {
    if (lost != null) {
      lost.replies().close("the connection is given up");
      lost.socket().abort();
    }
  }

  @Override
  public void close() {
    sending.lock();
    try {
      drop(connection);
      connection = null;
    } finally {
      sending.unlock();
    }
  }
}
