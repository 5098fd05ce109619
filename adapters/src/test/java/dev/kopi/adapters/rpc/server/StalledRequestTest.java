package dev.kopi.adapters.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.dispatch.ConnectionLimits;
import dev.kopi.adapters.rpc.dispatch.MemoryLimits;
import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that never finish their requests do not hinder others. */
class StalledRequestTest {
  private static final int MIB = 1 << 20;
  private static final Duration LONG = Duration.ofMinutes(5);

  private final List<RawHttp> sockets = new ArrayList<>();
  private final CountDownLatch handling = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  @SuppressWarnings("NullAway.Init") // Set by start.
  private RpcServer server;

  private void start(RpcLimits limits) {
    RpcMethods methods =
        new RpcMethods()
            .add("test_ok", params -> JsonValues.text("fine"))
            .add("test_big", params -> JsonValues.text("x".repeat(4 * MIB)))
            .add("test_length", params -> JsonValues.quantity(params.text(0).length()))
            .add(
                "test_wait",
                params -> {
                  handling.countDown();
                  try {
                    return JsonValues.bool(release.await(20, TimeUnit.SECONDS));
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    server =
        new RpcServer(
                new RpcServerConfig("127.0.0.1", 0, null, Set.of("localhost"), Set.of(), limits),
                methods)
            .start();
  }

  private static RpcLimits limits(ConnectionLimits connections, int memory) {
    return new RpcLimits(
        5 * MIB, 10, 5 * MIB, 10, 4, connections, new MemoryLimits(memory, memory, MIB));
  }

  private static ConnectionLimits connections(
      int most, Duration stall, Duration total, Duration writeStall) {
    return new ConnectionLimits(most, 0, most, stall, total, writeStall, LONG, stall);
  }

  @AfterEach
  void stop() throws IOException {
    release.countDown();
    for (RawHttp socket : sockets) {
      socket.close();
    }
    server.close();
  }

  private RawHttp open() throws IOException {
    RawHttp raw = new RawHttp(server.port());
    sockets.add(raw);
    return raw;
  }

  private void assertServes() throws IOException {
    try (RawHttp raw = new RawHttp(server.port())) {
      assertThat(raw.send(RawHttp.call("test_ok")).response())
          .startsWith("HTTP/1.1 200 ")
          .contains("fine");
    }
  }

  private void assertServesLarge() throws IOException {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"test_length\",\"params\":[\""
            + "x".repeat(4 * MIB)
            + "\"]}";
    try (RawHttp raw = new RawHttp(server.port())) {
      raw.send(RawHttp.head("Content-Length: " + body.length()) + body);
      assertThat(raw.response()).contains("0x400000");
    }
  }

  @Test
  void chargesAnnouncedBodiesOnlyForWhatHasArrived() throws Exception {
    start(RpcLimits.PUBLIC);
    for (int i = 0; i < 52; i++) {
      open().send(RawHttp.head("Content-Length: 5242880") + "{");
    }
    for (int i = 0; i < 10; i++) {
      assertServes();
    }
    assertServesLarge();
  }

  @Test
  void dropsTheOldestHalfSentBodiesWhenTheyFillTheMemory() throws Exception {
    start(limits(connections(500, LONG, LONG, LONG), 16 * MIB));
    for (int i = 0; i < 8; i++) {
      open().send(RawHttp.head("Content-Length: 5242880") + " ".repeat(4 * MIB));
    }
    for (int i = 0; i < 3; i++) {
      assertServesLarge();
    }
    assertThat(sockets.getFirst().untilClosed()).isEmpty();
  }

  @Test
  void countsChunkedBodiesInTheSameWay() throws Exception {
    start(limits(connections(500, LONG, LONG, LONG), 16 * MIB));
    for (int i = 0; i < 8; i++) {
      open().send(RawHttp.head("Transfer-Encoding: chunked") + "4fffff\r\n" + " ".repeat(4 * MIB));
    }
    for (int i = 0; i < 3; i++) {
      assertServesLarge();
    }
  }

  @Test
  void refusesTextThatTakesManyTimesItsLengthWhenParsed() throws Exception {
    start(limits(connections(500, LONG, LONG, LONG), 32 * MIB));
    String body = "[" + "{},".repeat(MIB) + "{}]";
    try (RawHttp raw = new RawHttp(server.port())) {
      raw.send(RawHttp.head("Content-Length: " + body.length()) + body);
      assertThat(raw.response()).startsWith("HTTP/1.1 413 ").contains("too many parts");
    }
    assertServes();
  }

  @Test
  void countsLongHeadsToo() throws Exception {
    start(limits(connections(2000, LONG, LONG, LONG), MIB));
    for (int i = 0; i < 100; i++) {
      open().send("POST / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(30_000));
    }
    for (int i = 0; i < 10; i++) {
      assertServes();
    }
    assertThat(sockets.getFirst().untilClosed()).isEmpty();
  }

  @Test
  void endsRequestsThatStall() throws Exception {
    start(limits(connections(500, Duration.ofMillis(500), LONG, LONG), 16 * MIB));
    RawHttp silent = open().send(RawHttp.head("Content-Length: 100") + "{");
    RawHttp headless = open().send("POST / HTTP/1.1\r\nHost: loc");
    assertThat(silent.untilClosed()).isEmpty();
    assertThat(headless.untilClosed()).isEmpty();
  }

  @Test
  void endsRequestsThatTrickle() throws Exception {
    start(limits(connections(500, LONG, Duration.ofSeconds(1), LONG), 16 * MIB));
    RawHttp body = open().send(RawHttp.head("Content-Length: 10000"));
    RawHttp head = open().send("POST / HTTP/1.1\r\n");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    boolean bodyOpen = true;
    boolean headOpen = true;
    while ((bodyOpen || headOpen) && System.nanoTime() < end) {
      Thread.sleep(100);
      bodyOpen = bodyOpen && isOpen(body);
      headOpen = headOpen && isOpen(head);
    }
    assertThat(bodyOpen || headOpen).isFalse();
  }

  private static boolean isOpen(RawHttp raw) {
    try {
      raw.send("x");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void dropsIncompleteRequestsForNewConnectionsAndKeepsCompleteOnes() throws Exception {
    start(limits(connections(20, LONG, LONG, LONG), 16 * MIB));
    RawHttp complete = open().send(RawHttp.call("test_wait"));
    assertThat(handling.await(10, TimeUnit.SECONDS)).isTrue();
    List<RawHttp> incomplete = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      incomplete.add(open().send(RawHttp.head("Content-Length: 10000")));
    }
    // All are admitted when 41 are dropped: none of them takes the place of a call below.
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (incomplete.stream().filter(StalledRequestTest::isOpen).count() > 19) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(50);
    }
    for (int i = 0; i < 10; i++) {
      assertServes();
    }
    release.countDown();
    assertThat(complete.response()).contains("true");
  }

  @Test
  void disconnectsClientsThatDoNotReadTheirResponses() throws Exception {
    start(limits(connections(500, LONG, LONG, Duration.ofMillis(500)), 64 * MIB));
    RawHttp unread = open();
    for (int i = 0; i < 8; i++) {
      unread.send(RawHttp.call("test_big"));
    }
    Thread.sleep(2000);
    assertThat(unread.untilClosed().length()).isLessThan(8 * 4 * MIB);
    assertServes();
  }

  @Test
  void boundsTheBytesOfResponsesThatNobodyReads() throws Exception {
    start(limits(connections(500, LONG, LONG, LONG), 16 * MIB));
    for (int i = 0; i < 12; i++) {
      open().send(RawHttp.call("test_big"));
    }
    Thread.sleep(500);
    for (int i = 0; i < 3; i++) {
      try (RawHttp raw = new RawHttp(server.port())) {
        assertThat(raw.send(RawHttp.call("test_big")).response()).startsWith("HTTP/1.1 200 ");
      }
    }
  }
}
