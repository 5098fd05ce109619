package dev.kopi.adapters.rpc.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {
  private static long bodyLength(String head) throws BadRequest {
    return RequestHead.bodyLength(head.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void readsHowTheBodyIsFramed() throws Exception {
    String start = "POST /a?b=c HTTP/1.1\r\nHost: x\r\n";
    assertThat(bodyLength(start + "\r\n")).isZero();
    assertThat(bodyLength(start + "content-LENGTH:  17 \r\n\r\n")).isEqualTo(17);
    assertThat(bodyLength(start + "Transfer-Encoding: Chunked\r\n\r\n"))
        .isEqualTo(RequestHead.CHUNKED);
    assertThat(bodyLength(start + "X-A: \t\u00e9 b\r\n\r\n")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5|Content-Length: 5",
        "Content-Length: 5|Content-Length: 6",
        "Content-Length: 5, 5",
        "Content-Length: +5",
        "Content-Length: -5",
        "Content-Length: 0x5",
        "Content-Length: ",
        "Content-Length: 5 5",
        "Content-Length: 9999999999999999999",
        "Content-Length: 5|Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked|Content-Length: 5",
        "Transfer-Encoding: chunked|Transfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding\t: chunked",
        " Transfer-Encoding: chunked",
        "X-A: b| continued",
        "X-A: b|\tcontinued",
        "Host: y",
        "no colon",
        ": no name",
        "X A: b",
        "X-A: b\u0000",
        "X-A: b\rc",
        "X-\u00e9: b",
      })
  void refusesHeadersThatParsersMayReadDifferently(String headers) {
    assertThatThrownBy(() ->
            bodyLength(
                "POST / HTTP/1.1\r\nHost: x\r\n" + headers.replace("|", "\r\n") + "\r\n\r\n"))
        .isInstanceOfSatisfying(BadRequest.class, e -> assertThat(e.status()).isEqualTo(400));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET http://x/ HTTP/1.1",
        "POST http://localhost/ HTTP/1.1",
        "CONNECT x:443 HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "POST  / HTTP/1.1",
        "POST / /x HTTP/1.1",
        "POST /\t HTTP/1.1",
        "POST / HTTP/1.1 ",
        "POST / HTTP/2.0",
        "POST / http/1.1",
        "POST /",
        "PO ST / HTTP/1.1",
        " / HTTP/1.1",
        "P\u00f6ST / HTTP/1.1",
        "",
      })
  void refusesOtherRequestLines(String line) {
    assertThatThrownBy(() -> bodyLength(line + "\r\nHost: x\r\n\r\n"))
        .isInstanceOf(BadRequest.class);
  }

  @Test
  void requiresAHost() {
    assertThatThrownBy(() -> bodyLength("GET / HTTP/1.1\r\nX: y\r\n\r\n"))
        .isInstanceOf(BadRequest.class);
  }

  @Test
  void boundsTheNumberOfHeaders() {
    assertThatThrownBy(
            () -> bodyLength("GET / HTTP/1.1\r\nHost: x\r\n" + "a: b\r\n".repeat(101) + "\r\n"))
        .isInstanceOfSatisfying(BadRequest.class, e -> assertThat(e.status()).isEqualTo(431));
  }
}
