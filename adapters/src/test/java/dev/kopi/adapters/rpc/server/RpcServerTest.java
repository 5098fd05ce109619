package dev.kopi.adapters.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.dispatch.ConnectionLimits;
import dev.kopi.adapters.rpc.dispatch.MemoryLimits;
import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.http.HttpEndpoint;
import dev.kopi.adapters.rpc.http.HttpResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RpcServerTest {
  private static final Duration SECONDS = Duration.ofSeconds(10);
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
  private static final RpcLimits SMALL =
      new RpcLimits(
          100_000,
          5,
          2_000,
          3,
          4,
          ConnectionLimits.of(100, 10, 50),
          new MemoryLimits(1 << 20, 1 << 20, 1 << 20));

  private volatile HealthSource.Health health = HealthSource.HEALTHY.health();
  private RpcServer server;
  private HttpEndpoint http;

  @BeforeEach
  void start() {
    RpcMethods methods =
        new RpcMethods()
            .add("test_echo", params -> params.get(0))
            .add("test_number", params -> JsonValues.quantity(params.atMost(1).quantity(0) + 1))
            .add("test_nothing", params -> null)
            .add("test_client", params -> JsonValues.text(params.caller().client()))
            .add("admin_stop", params -> JsonValues.text("stopped"))
            .add("test_big", params -> JsonValues.text("x".repeat(1500)))
            .add(
                "test_refuse",
                params -> {
                  throw new RpcException(3, "execution reverted", JsonValues.text("0x01"));
                })
            .add(
                "test_bug",
                params -> {
                  throw new IllegalStateException("secret detail");
                });
    GetRoute route =
        (path, query) ->
            path.equals("/hello/a b")
                ? GetRoute.Response.text(200, "hello " + query.get("name"))
                : null;
    server =
        new RpcServer(
                new RpcServerConfig("127.0.0.1", 0, null, Set.of("localhost"), Set.of(), SMALL),
                methods,
                List.of(route),
                RpcObserver.NONE,
                InstantSource.system(),
                () -> health)
            .start();
    http = new HttpEndpoint(URI.create(server.httpUrl()), 1 << 20);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode post(String body) {
    return Json.parse(postRaw(body).body().toArray());
  }

  private HttpResponse postRaw(String body) {
    return http.post("", JSON, body.getBytes(StandardCharsets.UTF_8), SECONDS);
  }

  private static String request(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":" + params + "}";
  }

  @Test
  void namesAPortThatIsTaken() {
    RpcServer second =
        new RpcServer(RpcServerConfig.open("127.0.0.1", server.port()), new RpcMethods());
    assertThatThrownBy(second::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("127.0.0.1:" + server.port());
  }

  @Test
  void answersACall() {
    assertThat(post(request("test_echo", "[{\"a\":1}]")))
        .isEqualTo(Json.parse("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"a\":1}}"));
  }

  @Test
  void answersNullAsResult() {
    assertThat(post(request("test_nothing", "[]")).has("result")).isTrue();
  }

  @Test
  void namesErrorsByTheirCodes() {
    assertThat(code("{")).isEqualTo(-32700);
    assertThat(code("{} x")).isEqualTo(-32700);
    assertThat(code("[" + "[".repeat(500))).isEqualTo(-32700);
    assertThat(code("{}")).isEqualTo(-32600);
    assertThat(code("3")).isEqualTo(-32600);
    assertThat(code("[]")).isEqualTo(-32600);
    assertThat(code("{\"id\":1,\"method\":\"test_echo\"}")).isEqualTo(-32600);
    assertThat(code("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"test_echo\"}")).isEqualTo(-32600);
    assertThat(code(request("test_unknown", "[]"))).isEqualTo(-32601);
    assertThat(code(request("test_echo", "{}"))).isEqualTo(-32602);
    assertThat(code(request("test_echo", "[]"))).isEqualTo(-32602);
    assertThat(code(request("test_number", "[\"0x01\"]"))).isEqualTo(-32602);
    assertThat(code(request("test_number", "[\"0x1\",2]"))).isEqualTo(-32602);
    assertThat(code(request("test_bug", "[]"))).isEqualTo(-32603);
  }

  private int code(String body) {
    return post(body).path("error").path("code").asInt(0);
  }

  @Test
  void keepsDetailsOfBugsToItself() {
    assertThat(
            new String(postRaw(request("test_bug", "[]")).body().toArray(), StandardCharsets.UTF_8))
        .doesNotContain("secret");
  }

  @Test
  void carriesErrorData() {
    assertThat(post(request("test_refuse", "[]")).path("error"))
        .isEqualTo(Json.parse("{\"code\":3,\"message\":\"execution reverted\",\"data\":\"0x01\"}"));
  }

  @Test
  void answersABatchInOrderAndLeavesNotificationsOut() {
    JsonNode answer =
        post(
            "["
                + request("test_echo", "[1]")
                + ",{\"jsonrpc\":\"2.0\",\"method\":\"test_echo\",\"params\":[2]},5,"
                + request("test_echo", "[3]")
                + "]");
    assertThat(answer.size()).isEqualTo(3);
    assertThat(answer.get(0).path("result").intValue()).isEqualTo(1);
    assertThat(answer.get(1).path("error").path("code").intValue()).isEqualTo(-32600);
    assertThat(answer.get(2).path("result").intValue()).isEqualTo(3);
  }

  @Test
  void saysNothingToNotifications() {
    HttpResponse answer = postRaw("{\"jsonrpc\":\"2.0\",\"method\":\"test_echo\",\"params\":[2]}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().isEmpty()).isTrue();
  }

  @Test
  void refusesBatchesOfTooManyCallsOrTooMuchAnswer() {
    String one = request("test_big", "[]");
    JsonNode many = post("[" + String.join(",", java.util.Collections.nCopies(6, one)) + "]");
    assertThat(many.size()).isEqualTo(1);
    assertThat(many.get(0).path("error").path("message").stringValue())
        .isEqualTo("batch too large");
    JsonNode big = post("[" + one + "," + one + "," + one + "]");
    assertThat(big.get(1).has("result")).isTrue();
    assertThat(big.get(2).path("error").path("code").intValue()).isEqualTo(-32003);
  }

  @Test
  void refusesBodiesThatAreTooLarge() {
    assertThat(postRaw(request("test_echo", "[\"" + "x".repeat(100_000) + "\"]")).status())
        .isEqualTo(413);
  }

  @Test
  void refusesOtherContentTypes() {
    byte[] body = request("test_echo", "[1]").getBytes(StandardCharsets.UTF_8);
    assertThat(http.post("", Map.of("Content-Type", "text/plain"), body, SECONDS).status())
        .isEqualTo(415);
  }

  @Test
  void letsPagesOfThisMachineCallAndNoOthers() {
    byte[] body = request("test_echo", "[1]").getBytes(StandardCharsets.UTF_8);
    HttpResponse near =
        http.post(
            "",
            Map.of("Content-Type", "application/json", "Origin", "http://localhost:3000"),
            body,
            SECONDS);
    assertThat(near.headers())
        .containsEntry("access-control-allow-origin", "http://localhost:3000");
    HttpResponse far =
        http.post(
            "",
            Map.of("Content-Type", "application/json", "Origin", "https://evil.example"),
            body,
            SECONDS);
    assertThat(far.headers()).doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void keepsControlMethodsFromPagesOfOtherOrigins() {
    byte[] body = request("admin_stop", "[]").getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers = new java.util.HashMap<>(JSON);
    for (String origin : List.of("https://evil.example", "null", "chrome-extension://abc")) {
      headers.put("Origin", origin);
      assertThat(
              Json.parse(http.post("", headers, body, SECONDS).body().toArray())
                  .path("error")
                  .path("message")
                  .stringValue())
          .as(origin)
          .contains("not available to web pages");
    }
    headers.put("Origin", "http://localhost:3000");
    assertThat(
            Json.parse(http.post("", headers, body, SECONDS).body().toArray())
                .path("result")
                .stringValue())
        .isEqualTo("stopped");
    assertThat(http.post("", Map.of("Content-Type", "text/plain"), body, SECONDS).status())
        .isEqualTo(415);
    assertThat(
            http.post(
                    "", Map.of("Content-Type", "application/x-www-form-urlencoded"), body, SECONDS)
                .status())
        .isEqualTo(415);
  }

  @Test
  void judgesHostsByName() {
    HostOriginRules rules = new HostOriginRules(RpcServerConfig.open("127.0.0.1", 0));
    assertThat(rules.allowsHost("localhost:8545")).isTrue();
    assertThat(rules.allowsHost("127.0.0.1:8545")).isTrue();
    assertThat(rules.allowsHost("[::1]:8545")).isTrue();
    assertThat(rules.allowsHost("evil.example:8545")).isFalse();
    assertThat(rules.allowsOrigin("https://localhost.evil.example")).isFalse();
    assertThat(rules.allowsOrigin("null")).isFalse();
  }

  @Test
  void answersGetRoutes() {
    assertThat(http.get("/healthz", Map.of(), SECONDS).status()).isEqualTo(200);
    assertThat(http.get("/", Map.of(), SECONDS).status()).isEqualTo(200);
    assertThat(http.get("/unknown", Map.of(), SECONDS).status()).isEqualTo(404);
    HttpResponse hello = http.get("/hello/a%20b?name=x&name=y", Map.of(), SECONDS);
    assertThat(new String(hello.body().toArray(), StandardCharsets.UTF_8))
        .isEqualTo("hello [x, y]");
  }

  @Test
  void healthzTellsWhatIsWrong() {
    assertThat(http.get("/healthz", Map.of(), SECONDS).status()).isEqualTo(200);
    health = new HealthSource.Health(false, "node ended: driver: OutOfMemoryError");
    HttpResponse answer = http.get("/healthz", Map.of(), SECONDS);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(new String(answer.body().toArray(), StandardCharsets.UTF_8))
        .isEqualTo("node ended: driver: OutOfMemoryError");
  }

  @Test
  void tellsHandlersWhoCalls() {
    assertThat(post(request("test_client", "[]")).path("result").stringValue())
        .isEqualTo("127.0.0.1");
  }

  @Test
  void clientCallsAndBatches() {
    try (HttpRpcClient client = new HttpRpcClient(URI.create(server.httpUrl()), SECONDS)) {
      assertThat(client.call("test_echo", JsonValues.text("a")).stringValue()).isEqualTo("a");
      assertThat(client.call("test_nothing").isNull()).isTrue();
      List<RpcClient.Reply> replies =
          client.batch(
              List.of(
                  new RpcClient.Call("test_echo", List.of(JsonValues.text("b"))),
                  new RpcClient.Call("test_refuse", List.of())));
      assertThat(replies.get(0).get().stringValue()).isEqualTo("b");
      assertThat(replies.get(1).error()).isNotNull().extracting(RpcException::code).isEqualTo(3);
      assertThatThrownBy(() -> client.call("test_unknown"))
          .isInstanceOfSatisfying(RpcException.class, e -> assertThat(e.code()).isEqualTo(-32601));
    }
  }

  @Test
  void clientReportsServersThatAreNotThere() {
    String url = server.httpUrl();
    server.close();
    try (HttpRpcClient client = new HttpRpcClient(URI.create(url), SECONDS)) {
      assertThatThrownBy(() -> client.call("test_echo")).isInstanceOf(RpcTransportException.class);
    }
  }

  @Test
  void clientConnectsAgainWhenTheServerHadClosed() {
    try (HttpRpcClient client = new HttpRpcClient(URI.create(server.httpUrl()), SECONDS)) {
      assertThat(client.call("test_echo", JsonValues.text("a")).stringValue()).isEqualTo("a");
      int port = server.port();
      server.close();
      server =
          new RpcServer(
                  RpcServerConfig.open("127.0.0.1", port),
                  new RpcMethods().add("test_echo", params -> params.get(0)))
              .start();
      assertThat(client.call("test_echo", JsonValues.text("c")).stringValue()).isEqualTo("c");
    }
  }

  @Test
  void asksForATokenWhereThereIsASecret() {
    JwtSecret secret = JwtSecret.random();
    Instant now = Instant.ofEpochSecond(1_700_000_000);
    try (RpcServer locked =
        new RpcServer(
                RpcServerConfig.authenticated("127.0.0.1", 0, secret),
                new RpcMethods().add("test_echo", params -> params.get(0)),
                List.of(),
                RpcObserver.NONE,
                InstantSource.fixed(now))
            .start()) {
      URI url = URI.create(locked.httpUrl());
      assertThat(statusWith(url, secret, now)).isEqualTo("a");
      assertThat(statusWith(url, secret, now.plusSeconds(60))).isEqualTo("a");
      assertThat(statusWith(url, secret, now.plusSeconds(61))).contains("401");
      assertThat(statusWith(url, secret, now.minusSeconds(61))).contains("401");
      assertThat(statusWith(url, JwtSecret.random(), now)).contains("401");
      assertThat(statusWith(url, null, now)).contains("401");
    }
  }

  private static String statusWith(URI url, @Nullable JwtSecret secret, Instant now) {
    try (HttpRpcClient client =
        new HttpRpcClient(url, SECONDS, secret, Map.of(), InstantSource.fixed(now))) {
      return client.call("test_echo", JsonValues.text("a")).stringValue();
    } catch (RpcTransportException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void takesTokensThatOthersMade() {
    // A token of an independent implementation: python's hmac over {"iat":1700000000}.
    JwtSecret secret = JwtSecret.fromHex("0x" + "42".repeat(32));
    String token =
        "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDB9.DvABOLAgR9rZ2jS6KZyERyGLvYGPFPj_gSVIOJatu7I";
    assertThat(secret.refuse(token, 1_700_000_000L)).isNull();
    assertThat(secret.refuse(token + "x", 1_700_000_000L)).isNotNull();
    assertThat(secret.refuse("Bearer a.b.c", 1_700_000_000L)).isNotNull();
    assertThat(secret.refuse("Bearer ..", 1_700_000_000L)).isNotNull();
  }
}
