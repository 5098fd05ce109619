package dev.kopi.adapters.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that a proxy before the server may frame differently are refused, and nothing behind.
 */
class RequestSmugglingTest {
  private static final String SMUGGLED = RawHttp.call("test_smuggled");
  private static final String BODY = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"test_ok\"}";

  private final AtomicInteger smuggled = new AtomicInteger();
  private RpcServer server;

  @BeforeEach
  void start() {
    RpcMethods methods =
        new RpcMethods()
            .add("test_ok", params -> JsonValues.text("fine"))
            .add("test_smuggled", params -> JsonValues.quantity(smuggled.incrementAndGet()));
    server = new RpcServer(RpcServerConfig.open("127.0.0.1", 0), methods).start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String chunked(String body) {
    return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 43|Content-Length: 43",
        "Content-Length: 43|Content-Length: 0",
        "Content-Length: 43, 43",
        "Content-Length: 43|Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked|Content-Length: 43",
        "Transfer-Encoding: identity|Content-Length: 43",
        "Transfer-Encoding: chunked, identity",
        "Content-Length : 43",
        "X: y| Content-Length: 43",
        "Content-Length: +43",
        "Host: evil|Content-Length: 43",
      })
  void refusesHeadsThatLeaveTheEndOfTheRequestOpen(String headers) throws Exception {
    try (RawHttp raw = new RawHttp(server.port())) {
      raw.send(RawHttp.head(headers.replace("|", "\r\n")) + BODY + SMUGGLED);
      assertThat(raw.untilClosed()).startsWith("HTTP/1.1 400 ").contains("Connection: close");
    }
    assertThat(smuggled).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1\r\n",
        "2b;x=y\r\n",
        "0x2b\r\n",
        "fffffffffffffffff\r\n",
        "2a\r\n",
        "2b\n",
        " 2b\r\n"
      })
  void refusesMalformedChunks(String size) throws Exception {
    try (RawHttp raw = new RawHttp(server.port())) {
      raw.send(
          RawHttp.head("Transfer-Encoding: chunked") + size + BODY + "\r\n0\r\n\r\n" + SMUGGLED);
      assertThat(raw.untilClosed()).startsWith("HTTP/1.1 400 ").contains("Connection: close");
    }
    assertThat(smuggled).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"POST http://localhost/ HTTP/1.1", "POST  / HTTP/1.1", "\r\nPOST / HTTP/1.1"})
  void refusesOtherRequestLines(String line) throws Exception {
    try (RawHttp raw = new RawHttp(server.port())) {
      raw.send(SMUGGLED.replace("test_smuggled", "test_ok").replace("POST / HTTP/1.1", line));
      assertThat(raw.untilClosed()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void refusesLinesWithoutCarriageReturn() throws Exception {
    try (RawHttp raw = new RawHttp(server.port())) {
      raw.send(RawHttp.call("test_ok").replace("\r\n", "\n"));
      assertThat(raw.untilClosed()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void servesCanonicalRequestsOneAfterTheOther() throws Exception {
    try (RawHttp raw = new RawHttp(server.port())) {
      raw.send(
          RawHttp.call("test_ok")
              + RawHttp.head("Transfer-Encoding: chunked")
              + chunked(BODY)
              + "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(raw.response()).startsWith("HTTP/1.1 200 ").contains("\"fine\"");
      assertThat(raw.response()).startsWith("HTTP/1.1 200 ").contains("\"fine\"");
      assertThat(raw.response()).startsWith("HTTP/1.1 200 ").endsWith("ok");
    }
  }

  @Test
  void servesRequestsThatArriveByteByByte() throws Exception {
    try (RawHttp raw = new RawHttp(server.port())) {
      String request = RawHttp.head("Transfer-Encoding: chunked") + chunked(BODY);
      for (int i = 0; i < request.length(); i++) {
        raw.send(request.substring(i, i + 1));
      }
      assertThat(raw.response()).startsWith("HTTP/1.1 200 ").contains("\"fine\"");
    }
  }
}
