package dev.kopi.adapters.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.dispatch.ConnectionLimits;
import dev.kopi.adapters.rpc.dispatch.MemoryLimits;
import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What WebSocket clients may keep a server busy with is bounded in bytes and time. */
class WebSocketLimitsTest {
  private static final int MIB = 1 << 20;
  private static final int TEXT = 0x81;
  private static final int TEXT_UNFINISHED = 0x01;
  private static final int CLOSE = 0x88;
  private static final String HANDSHAKE =
      "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

  private final List<RawHttp> sockets = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // Set by start.
  private RpcServer server;

  private void start(Duration stall, int received, int sent, int sentPerWebSocket) {
    RpcMethods methods =
        new RpcMethods()
            .add("test_ok", params -> JsonValues.text("fine"))
            .add("test_big", params -> JsonValues.text("x".repeat(2 * MIB)));
    Duration minutes = Duration.ofMinutes(5);
    ConnectionLimits connections =
        new ConnectionLimits(500, 0, 500, stall, minutes, minutes, minutes, Duration.ofMillis(300));
    RpcLimits limits =
        new RpcLimits(
            5 * MIB,
            10,
            5 * MIB,
            10,
            4,
            connections,
            new MemoryLimits(received, sent, sentPerWebSocket));
    server =
        new RpcServer(
                new RpcServerConfig("127.0.0.1", 0, null, Set.of("localhost"), Set.of(), limits),
                methods)
            .start();
  }

  @AfterEach
  void stop() throws IOException {
    for (RawHttp socket : sockets) {
      socket.close();
    }
    server.close();
  }

  private RawHttp open() throws IOException {
    RawHttp raw = new RawHttp(server.port());
    sockets.add(raw);
    raw.send(HANDSHAKE);
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) raw.read());
    }
    assertThat(head.toString()).startsWith("HTTP/1.1 101 ");
    return raw;
  }

  private static byte[] call(String method, String params) {
    return ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
            + method
            + "\",\"params\":["
            + params
            + "]}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A frame whose mask is zero. */
  private static byte[] frame(int first, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(first);
    out.write(0xff);
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.write((int) ((long) payload.length >>> shift));
    }
    out.writeBytes(new byte[4]);
    out.writeBytes(payload);
    return out.toByteArray();
  }

  private record Frame(int first, String payload) {
    int closeCode() {
      return payload.charAt(0) << 8 | payload.charAt(1);
    }
  }

  private static Frame next(RawHttp raw) throws IOException {
    int first = raw.read();
    long length = raw.read();
    if (length > 125) {
      int bytes = length == 126 ? 2 : 8;
      length = 0;
      for (int i = 0; i < bytes; i++) {
        length = length << 8 | raw.read();
      }
    }
    return new Frame(first, new String(raw.read((int) length), StandardCharsets.ISO_8859_1));
  }

  private static String text(RawHttp raw) throws IOException {
    Frame frame = next(raw);
    assertThat(frame.first()).isEqualTo(TEXT);
    return frame.payload();
  }

  private static Frame untilClose(RawHttp raw) throws IOException {
    Frame frame = next(raw);
    while (frame.first() != CLOSE) {
      assertThat(frame.first()).isGreaterThanOrEqualTo(0);
      frame = next(raw);
    }
    return frame;
  }

  private void assertServes() throws IOException {
    RawHttp raw = open().send(frame(TEXT, call("test_ok", "")));
    assertThat(text(raw)).contains("fine");
    raw.close();
  }

  @Test
  void boundsTheBytesThatAllSlowReadersTogetherLeaveUnread() throws Exception {
    start(Duration.ofMinutes(5), 64 * MIB, 16 * MIB, 8 * MIB);
    List<RawHttp> slow = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      RawHttp raw = open();
      for (int j = 0; j < 8; j++) {
        raw.send(frame(TEXT, call("test_big", "")));
      }
      slow.add(raw);
    }
    Thread.sleep(500);
    assertServes();
    int tryAgain = 0;
    for (RawHttp raw : slow) {
      Frame frame = next(raw);
      for (int i = 1; i < 8 && frame.first() == TEXT; i++) {
        frame = next(raw);
      }
      if (frame.first() == CLOSE) {
        assertThat(frame.closeCode()).isEqualTo(1013);
        tryAgain++;
      }
    }
    assertThat(tryAgain).isPositive();
  }

  @Test
  void dropsUnfinishedMessagesWhenTheyFillTheMemory() throws Exception {
    start(Duration.ofMinutes(5), 16 * MIB, 64 * MIB, MIB);
    List<RawHttp> attackers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      attackers.add(open().send(frame(TEXT_UNFINISHED, new byte[4 * MIB])));
    }
    byte[] large = call("test_ok", "\"" + "x".repeat(4 * MIB) + "\"");
    for (int i = 0; i < 3; i++) {
      RawHttp raw = open().send(frame(TEXT, large));
      assertThat(text(raw)).contains("fine");
      raw.close();
    }
    Frame close = untilClose(attackers.getFirst());
    assertThat(close.closeCode()).isEqualTo(1008);
    assertThat(close.payload()).contains("incomplete message");
  }

  @Test
  void endsMessagesThatStall() throws Exception {
    start(Duration.ofMillis(500), 16 * MIB, 64 * MIB, MIB);
    RawHttp stalled = open().send(frame(TEXT_UNFINISHED, new byte[100]));
    Frame close = untilClose(stalled);
    assertThat(close.closeCode()).isEqualTo(1008);
    assertThat(close.payload()).contains("sends nothing");
    RawHttp quiet = open();
    Thread.sleep(1500);
    assertThat(text(quiet.send(frame(TEXT, call("test_ok", ""))))).contains("fine");
  }

  @Test
  void letsResponsesWaitForTheClientInsteadOfKeepingThemAll() throws Exception {
    start(Duration.ofMinutes(5), 16 * MIB, 64 * MIB, MIB);
    RawHttp raw = open();
    for (int i = 0; i < 20; i++) {
      raw.send(frame(TEXT, call("test_big", "")));
    }
    Thread.sleep(1000);
    for (int i = 0; i < 20; i++) {
      assertThat(text(raw)).hasSizeGreaterThan(2 * MIB);
    }
  }
}
