package dev.kopi.adapters.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.ConnectionLimits;
import dev.kopi.adapters.rpc.dispatch.EventSource;
import dev.kopi.adapters.rpc.dispatch.MemoryLimits;
import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The server's WebSocket against the JDK's client. */
class WebSocketTest {
  private final List<Ticks> opened = new CopyOnWriteArrayList<>();
  private final AtomicInteger ended = new AtomicInteger();
  private final HttpClient jdk = HttpClient.newHttpClient();
  private RpcServer server;

  @BeforeEach
  void start() {
    RpcMethods methods =
        new RpcMethods()
            .add("test_echo", params -> params.get(0))
            .addStream(
                "test",
                "ticks",
                (params, wake) -> {
                  Ticks ticks = new Ticks(wake);
                  ticks.add(JsonValues.text("first"));
                  opened.add(ticks);
                  return ticks;
                });
    RpcLimits limits =
        new RpcLimits(
            8 << 20,
            5,
            1 << 20,
            2,
            4,
            ConnectionLimits.of(100, 10, 50),
            new MemoryLimits(64 << 20, 64 << 20, 8 << 20));
    server =
        new RpcServer(
                new RpcServerConfig(
                    "127.0.0.1",
                    0,
                    null,
                    java.util.Set.of("localhost"),
                    java.util.Set.of(),
                    limits),
                methods)
            .start();
  }

  @AfterEach
  void stop() {
    server.close();
    jdk.shutdownNow();
  }

  @Test
  void answersCalls() throws Exception {
    Peer peer = connect();
    peer.socket().sendText(request(1, "test_echo", "[\"é\"]"), true).join();
    assertThat(peer.next().path("result").stringValue()).isEqualTo("é");
  }

  @Test
  void putsFragmentsTogether() throws Exception {
    Peer peer = connect();
    String text = request(1, "test_echo", "[\"é" + "x".repeat(5000) + "\"]");
    for (int i = 0; i < text.length(); i += 7) {
      int end = Math.min(text.length(), i + 7);
      peer.socket().sendText(text.substring(i, end), end == text.length()).join();
    }
    assertThat(peer.next().path("result").stringValue()).hasSize(5001);
  }

  @Test
  void carriesLargeMessagesInOneFrameQuickly() throws Exception {
    Peer peer = connect();
    long start = System.nanoTime();
    peer.socket()
        .sendText(request(1, "test_echo", "[\"" + "x".repeat(6 << 20) + "\"]"), true)
        .join();
    assertThat(peer.next().path("result").stringValue()).hasSize(6 << 20);
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
  }

  @Test
  void closesOnMessagesThatAreTooLarge() throws Exception {
    Peer peer = connect();
    peer.socket().sendText("x".repeat(9 << 20), true);
    assertThat(peer.listener.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1009);
  }

  @Test
  void answersPings() throws Exception {
    Peer peer = connect();
    peer.socket().sendPing(ByteBuffer.wrap(new byte[] {1, 2, 3})).join();
    assertThat(peer.listener.pongs.poll(10, TimeUnit.SECONDS))
        .isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
  }

  @Test
  void sendsEventsAfterTheAnswerThatNamesTheStream() throws Exception {
    Peer peer = connect();
    peer.socket().sendText(request(1, "test_subscribe", "[\"ticks\"]"), true).join();
    String id = peer.next().path("result").stringValue();
    JsonNode event = peer.next();
    assertThat(event.path("method").stringValue()).isEqualTo("test_subscription");
    assertThat(event.path("params").path("subscription").stringValue()).isEqualTo(id);
    assertThat(event.path("params").path("result").stringValue()).isEqualTo("first");
    opened.getFirst().add(JsonValues.text("second"));
    assertThat(peer.next().path("params").path("result").stringValue()).isEqualTo("second");
    peer.socket().sendText(request(2, "test_unsubscribe", "[\"" + id + "\"]"), true).join();
    assertThat(peer.next().path("result").booleanValue()).isTrue();
    assertThat(ended).hasValue(1);
    opened.getFirst().add(JsonValues.text("third"));
    peer.socket().sendText(request(3, "test_echo", "[\"a\"]"), true).join();
    assertThat(peer.next().path("id").intValue()).isEqualTo(3);
  }

  @Test
  void boundsTheStreamsOfAConnectionAndEndsThemWithIt() throws Exception {
    Peer peer = connect();
    for (int i = 0; i < 2; i++) {
      peer.socket().sendText(request(i, "test_subscribe", "[\"ticks\"]"), true).join();
      peer.next();
      peer.next();
    }
    peer.socket().sendText(request(3, "test_subscribe", "[\"ticks\"]"), true).join();
    assertThat(peer.next().path("error").path("code").intValue()).isEqualTo(-32005);
    peer.socket().sendText(request(4, "test_subscribe", "[\"unknown\"]"), true).join();
    assertThat(peer.next().path("error").path("code").intValue()).isEqualTo(-32601);
    peer.socket().sendClose(1000, "").join();
    for (int i = 0; i < 100 && ended.get() < 2; i++) {
      Thread.sleep(50);
    }
    assertThat(ended).hasValue(2);
  }

  @Test
  void takesNoMoreEventsThanTheClientReads() throws Exception {
    Peer peer = connect();
    peer.socket().sendText(request(1, "test_subscribe", "[\"ticks\"]"), true).join();
    peer.next();
    peer.next();
    peer.listener.pause = true;
    JsonNode event = JsonValues.text("x".repeat(100_000));
    for (int i = 0; i < 2000; i++) {
      opened.getFirst().add(event);
    }
    int left = 0;
    for (int i = 0; i < 40 && left != opened.getFirst().events.size(); i++) {
      left = opened.getFirst().events.size();
      Thread.sleep(100);
    }
    assertThat(left).isGreaterThan(1000);
    peer.listener.pause = false;
    peer.socket().request(1);
    for (int i = 0; i < 2000; i++) {
      peer.next();
    }
    assertThat(opened.getFirst().events).isEmpty();
  }

  @Test
  void givesTurnsToAllSubscriptionsOfAConnection() throws Exception {
    Peer peer = connect();
    for (int i = 0; i < 2; i++) {
      peer.socket().sendText(request(i, "test_subscribe", "[\"ticks\"]"), true).join();
      peer.next();
      peer.next();
    }
    for (int i = 0; i < 1000; i++) {
      opened.getFirst().events.add(JsonValues.text("many"));
    }
    opened.get(1).add(JsonValues.text("one"));
    int before = 0;
    while (peer.next().path("params").path("result").stringValue().equals("many")) {
      before++;
    }
    assertThat(before).isLessThan(1000);
  }

  @Test
  void closesTheConnectionWithTheReasonWhenEventsAreLost() throws Exception {
    Peer peer = connect();
    peer.socket().sendText(request(1, "test_subscribe", "[\"ticks\"]"), true).join();
    peer.next();
    peer.next();
    opened.getFirst().failure = RpcException.server("too slow: events are lost");
    opened.getFirst().wake.run();
    assertThat(peer.listener.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1008);
    assertThat(peer.listener.reason).isEqualTo("too slow: events are lost");
    for (int i = 0; i < 100 && ended.get() == 0; i++) {
      Thread.sleep(50);
    }
    assertThat(ended).hasValue(1);
  }

  @Test
  void refusesPagesOfOtherOriginsAndCallersWithoutToken() throws Exception {
    assertThatThrownBy(() ->
            jdk.newWebSocketBuilder()
                .header("Origin", "https://evil.example")
                .buildAsync(URI.create(server.wsUrl()), new WebSocket.Listener() {})
                .get(10, TimeUnit.SECONDS))
        .satisfies(e -> assertThat(status(e)).isEqualTo(403));
    JwtSecret secret = JwtSecret.random();
    try (RpcServer locked =
        new RpcServer(
                RpcServerConfig.authenticated("127.0.0.1", 0, secret),
                new RpcMethods().add("test_echo", params -> params.get(0)))
            .start()) {
      assertThatThrownBy(() ->
              jdk.newWebSocketBuilder()
                  .buildAsync(URI.create(locked.wsUrl()), new WebSocket.Listener() {})
                  .get(10, TimeUnit.SECONDS))
          .satisfies(e -> assertThat(status(e)).isEqualTo(401));
      jdk.newWebSocketBuilder()
          .header("Authorization", "Bearer " + secret.token(Instant.now().getEpochSecond()))
          .buildAsync(URI.create(locked.wsUrl()), new WebSocket.Listener() {})
          .get(10, TimeUnit.SECONDS);
    }
  }

  /** A subscription whose events a test makes. */
  private final class Ticks implements EventSource {
    private final Queue<JsonNode> events = new ConcurrentLinkedQueue<>();
    private final Runnable wake;
    private volatile boolean closed;
    private volatile @Nullable RpcException failure;

    Ticks(Runnable wake) {
      this.wake = wake;
    }

    void add(JsonNode event) {
      events.add(event);
      wake.run();
    }

    @Override
    public @Nullable JsonNode next() {
      RpcException lost = failure;
      if (lost != null) {
        throw lost;
      }
      return closed ? null : events.poll();
    }

    @Override
    public void close() {
      closed = true;
      ended.incrementAndGet();
    }
  }

  private static int status(Throwable failure) {
    return failure.getCause() instanceof WebSocketHandshakeException e
        ? e.getResponse().statusCode()
        : 0;
  }

  private static String request(int id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\""
        + method
        + "\",\"params\":"
        + params
        + "}";
  }

  private Peer connect() throws Exception {
    Listener listener = new Listener();
    WebSocket socket =
        jdk.newWebSocketBuilder()
            .buildAsync(URI.create(server.wsUrl()), listener)
            .get(10, TimeUnit.SECONDS);
    return new Peer(socket, listener);
  }

  private record Peer(WebSocket socket, Listener listener) {
    JsonNode next() throws InterruptedException {
      String text = listener.messages.poll(10, TimeUnit.SECONDS);
      assertThat(text).isNotNull();
      return Json.parse(text);
    }
  }

  private static final class Listener implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<ByteBuffer> pongs = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private volatile boolean pause;
    private volatile String reason = "";

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        messages.add(partial.toString());
        partial.setLength(0);
      }
      if (!pause) {
        webSocket.request(1);
      }
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
      pongs.add(message);
      webSocket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
      this.reason = reason;
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      closed.completeExceptionally(error);
    }
  }
}
