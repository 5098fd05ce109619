package dev.kopi.adapters.rpc.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.rpc.RpcTransportException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class HttpEndpointTest {
  private static final Duration SECONDS = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(700);

  private static HttpEndpoint endpoint(FakeServer server, int maxBytes) {
    return new HttpEndpoint(URI.create("http://127.0.0.1:" + server.port() + "/base/"), maxBytes);
  }

  private static String text(HttpResponse response) {
    return new String(response.body().toArray(), StandardCharsets.UTF_8);
  }

  private static void assertFailsWithin(Duration limit, Runnable request, String reason) {
    long start = System.nanoTime();
    assertThatThrownBy(request::run)
        .isInstanceOf(RpcTransportException.class)
        .hasMessageContaining(reason);
    assertThat(System.nanoTime() - start).isLessThan(limit.toNanos());
  }

  @Test
  void joinsPathsAndReusesTheConnection() throws Exception {
    try (FakeServer server =
        new FakeServer((count, request, out) -> {
          out.write(FakeServer.response("200 OK", "X-Count: " + count + "\r\n", "hello"));
          return true;
        })) {
      HttpEndpoint endpoint = endpoint(server, 100);
      assertThat(text(endpoint.get("/a?b=c", Map.of("X-A", "b"), SECONDS))).isEqualTo("hello");
      HttpResponse second = endpoint.post("", Map.of(), new byte[] {'x'}, SECONDS);
      assertThat(second.headers()).containsEntry("x-count", "1");
      assertThat(server.requests().get(0))
          .startsWith("GET /base/a?b=c HTTP/1.1\r\n")
          .containsIgnoringCase("X-A: b")
          .doesNotContainIgnoringCase("upgrade");
      assertThat(server.requests().get(1)).startsWith("POST /base/ ").endsWith("\r\n\r\nx");
    }
  }

  @Test
  void sendsUserAndPasswordWithoutShowingThem() throws Exception {
    try (FakeServer server =
        new FakeServer((count, request, out) -> {
          out.write(FakeServer.response("500 Broken", "", "x".repeat(200)));
          return true;
        })) {
      HttpEndpoint endpoint =
          new HttpEndpoint(
              URI.create("http://me:pass%20word@127.0.0.1:" + server.port() + "/key?secret=1"),
              100);
      assertThatThrownBy(() -> endpoint.get("", Map.of(), SECONDS))
          .hasMessageContaining("larger than 100 bytes")
          .hasMessageNotContaining("pass")
          .hasMessageNotContaining("secret")
          .hasMessageNotContaining("key");
      assertThat(server.requests().getFirst())
          .startsWith("GET /key?secret=1 ")
          .contains(
              "Basic "
                  + Base64.getEncoder()
                      .encodeToString("me:pass word".getBytes(StandardCharsets.UTF_8)));
      assertThat(endpoint.shown()).isEqualTo("http://127.0.0.1:" + server.port());
    }
  }

  @Test
  void endsWritesThatTheServerDoesNotTake() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      HttpEndpoint endpoint =
          new HttpEndpoint(URI.create("http://127.0.0.1:" + deaf.getLocalPort()), 100);
      assertFailsWithin(
          SECONDS,
          () -> endpoint.post("", Map.of(), new byte[64 << 20], SHORT),
          "no response in time");
    }
  }

  @Test
  void endsResponsesThatStallOrTrickle() throws Exception {
    try (FakeServer server =
        new FakeServer((count, request, out) -> {
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc"
                  .getBytes(StandardCharsets.US_ASCII));
          for (int i = 0; i < 600; i++) {
            out.write('x');
            out.flush();
            Thread.sleep(50);
          }
          return false;
        })) {
      assertFailsWithin(
          SECONDS, () -> endpoint(server, 10_000).get("/", Map.of(), SHORT), "in time");
    }
  }

  @Test
  void inflatesUpToTheLimit() throws Exception {
    try (FakeServer server =
        new FakeServer((count, request, out) -> {
          String body = "x".repeat(count == 0 ? 1000 : 1_000_000);
          out.write(FakeServer.response("200 OK", "Content-Encoding: gzip\r\n", gzip(body)));
          return true;
        })) {
      HttpEndpoint endpoint = endpoint(server, 10_000);
      assertThat(text(endpoint.get("/", Map.of(), SECONDS))).hasSize(1000);
      assertFailsWithin(
          SECONDS, () -> endpoint.get("/", Map.of(), SECONDS), "larger than 10000 bytes");
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream compressed = new GZIPOutputStream(out)) {
      compressed.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  @Test
  void waitsAsLongAsTheServerAsks() throws Exception {
    try (FakeServer server =
        new FakeServer((count, request, out) -> {
          out.write(
              count == 0
                  ? FakeServer.response("429 Too Many Requests", "Retry-After: 1\r\n", "")
                  : FakeServer.response("200 OK", "", "fine"));
          return true;
        })) {
      long start = System.nanoTime();
      assertThat(text(endpoint(server, 100).get("/", Map.of(), SECONDS))).isEqualTo("fine");
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
    }
  }

  @Test
  void waitsNoLongerThanItsDeadline() throws Exception {
    try (FakeServer server =
        new FakeServer((count, request, out) -> {
          out.write(FakeServer.response("503 Unavailable", "Retry-After: 3600\r\n", ""));
          return true;
        })) {
      HttpResponse response = endpoint(server, 100).get("/", Map.of(), SHORT);
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.retryAfter(Instant.now())).isEqualTo(Duration.ofHours(1));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void sendsOnceMoreWhenTheServerClosedTheConnection() throws Exception {
    try (FakeServer server =
        new FakeServer((count, request, out) -> {
          if (count != 1) {
            out.write(FakeServer.response("200 OK", "", "fine"));
          }
          return count != 1;
        })) {
      HttpEndpoint endpoint = endpoint(server, 100);
      endpoint.get("/", Map.of(), SECONDS);
      assertThat(text(endpoint.post("/", Map.of(), new byte[1], SECONDS))).isEqualTo("fine");
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void namesServersThatAreNotThere() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }
    HttpEndpoint endpoint = new HttpEndpoint(URI.create("http://127.0.0.1:" + port), 100);
    assertFailsWithin(
        SECONDS,
        () -> endpoint.get("/", Map.of(), SECONDS),
        "127.0.0.1:" + port + ": cannot connect");
  }

  @Test
  void refusesOtherAddresses() {
    assertThatThrownBy(() -> new HttpEndpoint(URI.create("ftp://me:secret@x/"), 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http://HOST")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> new HttpEndpoint(URI.create("localhost:8545"), 100))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsWhenToTryAgainFromADateToo() {
    Instant now = Instant.parse("2026-11-30T10:00:00Z");
    HttpResponse response =
        new HttpResponse(
            429,
            Map.of("retry-after", "Mon, 30 Nov 2026 10:00:07 GMT"),
            dev.kopi.core.primitives.Bytes.EMPTY);
    assertThat(response.retryAfter(now)).isEqualTo(Duration.ofSeconds(7));
    assertThat(response.retryAfter(now.plusSeconds(60))).isEqualTo(Duration.ZERO);
    assertThat(
            new HttpResponse(429, Map.of("retry-after", "soon"), response.body()).retryAfter(now))
        .isNull();
  }
}
