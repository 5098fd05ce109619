package dev.kopi.adapters.rpc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.http.FakeServer;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.core.engineapi.EngineUnavailableException;
import dev.kopi.core.engineapi.PayloadId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RpcClientsTest {
  private static final Duration SECONDS = Duration.ofSeconds(10);
  private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

  private static RpcServer start(int port, @Nullable JwtSecret secret) {
    RpcMethods methods =
        new RpcMethods()
            .add("test_echo", params -> params.get(0))
            .add("test_big", params -> JsonValues.text("x".repeat(3 << 20)))
            .add(
                "test_slow",
                params -> {
                  try {
                    Thread.sleep(2000);
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return null;
                })
            .add(
                "test_refuse",
                params -> {
                  throw new RpcException(3, "execution reverted", JsonValues.text("0x01"));
                });
    RpcServerConfig config =
        secret == null
            ? RpcServerConfig.open("127.0.0.1", port)
            : RpcServerConfig.authenticated("127.0.0.1", port, secret);
    return new RpcServer(config, methods, List.of(), RpcObserver.NONE, InstantSource.fixed(NOW))
        .start();
  }

  @Test
  void callsAndBatchesOverHttpAndWebSocket() {
    try (RpcServer server = start(0, null)) {
      for (String url : List.of(server.httpUrl(), server.wsUrl())) {
        try (RpcClient client = RpcClients.open(URI.create(url), SECONDS)) {
          assertThat(client.call("test_echo", JsonValues.text("a")).stringValue()).isEqualTo("a");
          assertThat(client.call("test_big").stringValue()).hasSize(3 << 20);
          List<RpcClient.Reply> replies =
              client.batch(
                  List.of(
                      new RpcClient.Call("test_echo", List.of(JsonValues.text("b"))),
                      new RpcClient.Call("test_refuse", List.of())));
          assertThat(replies.get(0).get().stringValue()).isEqualTo("b");
          assertThat(replies.get(1).error())
              .isNotNull()
              .extracting(RpcException::code)
              .isEqualTo(3);
          assertThatThrownBy(() -> client.call("test_unknown"))
              .isInstanceOfSatisfying(
                  RpcException.class, e -> assertThat(e.code()).isEqualTo(-32601));
        }
      }
    }
  }

  @Test
  void sharesAWebSocketAmongThreads() throws Exception {
    try (RpcServer server = start(0, null);
        RpcClient client = RpcClients.open(URI.create(server.wsUrl()), SECONDS);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String text = "text " + i;
        answers.add(
            threads.submit(() -> client.call("test_echo", JsonValues.text(text)).stringValue()));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(answers.get(i).get()).isEqualTo("text " + i);
      }
    }
  }

  @Test
  void opensALostWebSocketAnew() {
    RpcServer server = start(0, null);
    int port = server.port();
    try (RpcClient client = RpcClients.open(URI.create(server.wsUrl()), SECONDS)) {
      client.call("test_echo", JsonValues.text("a"));
      server.close();
      assertThatThrownBy(() -> client.call("test_echo", JsonValues.text("b")))
          .isInstanceOf(RpcTransportException.class)
          .hasMessageContaining("ws://127.0.0.1:" + port);
      server = start(port, null);
      assertThat(client.call("test_echo", JsonValues.text("c")).stringValue()).isEqualTo("c");
    } finally {
      server.close();
    }
  }

  @Test
  void givesUpACallThatTakesTooLongAndKeepsTheOthers() {
    try (RpcServer server = start(0, null);
        RpcClient client = RpcClients.open(URI.create(server.wsUrl()), Duration.ofMillis(500))) {
      client.call("test_echo", JsonValues.text("a"));
      assertThatThrownBy(() -> client.call("test_slow"))
          .isInstanceOf(RpcTransportException.class)
          .hasMessageContaining("no response in time");
      assertThat(client.call("test_echo", JsonValues.text("b")).stringValue()).isEqualTo("b");
    }
  }

  @Test
  void authenticatesBothWays() {
    JwtSecret secret = JwtSecret.random();
    try (RpcServer server = start(0, secret)) {
      for (String url : List.of(server.httpUrl(), server.wsUrl())) {
        try (RpcClient client =
            RpcClients.open(URI.create(url), SECONDS, secret, Map.of(), InstantSource.fixed(NOW))) {
          assertThat(client.call("test_echo", JsonValues.text("a")).stringValue()).isEqualTo("a");
        }
      }
    }
  }

  @Test
  void saysThatClocksDifferWhenATokenIsStale() {
    JwtSecret secret = JwtSecret.random();
    try (FakeServer server =
        new FakeServer((count, request, out) -> {
          out.write(
              FakeServer.response(
                  "401 Unauthorized", "Date: Mon, 30 Nov 2026 10:02:05 GMT\r\n", "stale token\n"));
          return true;
        })) {
      RpcClient client =
          RpcClients.open(
              URI.create("http://127.0.0.1:" + server.port()),
              SECONDS,
              secret,
              Map.of(),
              InstantSource.fixed(NOW));
      assertThatThrownBy(() -> new EngineApiClient(client).getPayload(3, new PayloadId(1)))
          .isInstanceOf(EngineUnavailableException.class)
          .hasMessageContaining("the clocks differ by 125 s")
          .hasMessageContaining("this machine has 2026-11-30T10:00:00Z")
          .hasMessageContaining("the server 2026-11-30T10:02:05Z");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void saysThatClocksDifferWithOurOwnServer() {
    JwtSecret secret = JwtSecret.random();
    try (RpcServer server = start(0, secret);
        RpcClient client =
            RpcClients.open(
                URI.create(server.httpUrl()),
                SECONDS,
                secret,
                Map.of(),
                InstantSource.fixed(NOW.minusSeconds(100)))) {
      assertThatThrownBy(() -> client.call("test_echo", JsonValues.text("a")))
          .isInstanceOf(RpcTransportException.class)
          .hasMessageContaining("401")
          .hasMessageContaining("stale token")
          .hasMessageContaining("the clocks differ by");
    }
  }

  @Test
  void doesNotBlameTheClocksForAnotherSecret() {
    try (RpcServer server = start(0, JwtSecret.random());
        RpcClient client =
            RpcClients.open(
                URI.create(server.httpUrl()),
                SECONDS,
                JwtSecret.random(),
                Map.of(),
                InstantSource.system())) {
      assertThatThrownBy(() -> client.call("test_echo", JsonValues.text("a")))
          .hasMessageContaining("token signature is invalid")
          .hasMessageNotContaining("clocks");
    }
  }

  @Test
  void tellsWhenToTryAgain() throws Exception {
    try (FakeServer server =
        new FakeServer((count, request, out) -> {
          out.write(FakeServer.response("429 Too Many Requests", "Retry-After: 3600\r\n", ""));
          return true;
        })) {
      RpcClient client = RpcClients.open(URI.create("http://127.0.0.1:" + server.port()), SECONDS);
      assertThatThrownBy(() -> client.call("x"))
          .isInstanceOf(RpcTransportException.class)
          .hasMessageContaining("HTTP status 429, try again after 3600 s");
    }
  }
}
