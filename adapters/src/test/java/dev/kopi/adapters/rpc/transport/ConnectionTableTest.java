package dev.kopi.adapters.rpc.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.rpc.dispatch.ConnectionLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConnectionTableTest {
  private final ConnectionTable table = new ConnectionTable(ConnectionLimits.of(10, 2, 3));
  private final List<String> closed = new ArrayList<>();
  private long now;

  private @Nullable OpenConnection tryOpen(String address, String name)
      throws UnknownHostException {
    return table.admit(InetAddress.getByName(address), () -> closed.add(name), now++);
  }

  private OpenConnection open(String address, String name) throws UnknownHostException {
    return Objects.requireNonNull(tryOpen(address, name));
  }

  @Test
  void dropsTheOldestIncompleteRequestOfAClientAtItsLimit() throws Exception {
    OpenConnection complete = open("192.0.2.1", "complete");
    complete.received(now++);
    complete.complete(now++);
    open("192.0.2.1", "incomplete").received(now++);
    open("192.0.2.1", "newer").received(now++);
    assertThat(tryOpen("192.0.2.1", "next")).isNotNull();
    assertThat(closed).containsExactly("incomplete");
    assertThat(tryOpen("192.0.2.2", "other")).isNotNull();
    assertThat(closed).hasSize(1);
  }

  @Test
  void dropsAnIdleConnectionWhenNoRequestIsIncomplete() throws Exception {
    OpenConnection complete = open("192.0.2.1", "complete");
    complete.received(now++);
    complete.complete(now++);
    open("192.0.2.1", "idle");
    open("192.0.2.1", "idle later");
    assertThat(tryOpen("192.0.2.1", "next")).isNotNull();
    assertThat(closed).containsExactly("idle");
  }

  @Test
  void refusesAConnectionWhenAllOfTheClientHandleCompleteRequests() throws Exception {
    for (int i = 0; i < 3; i++) {
      OpenConnection connection = open("192.0.2.1", "c" + i);
      connection.received(now++);
      connection.complete(now++);
    }
    assertThat(tryOpen("192.0.2.1", "next")).isNull();
    assertThat(closed).isEmpty();
  }

  @Test
  void countsAnIpv6NetworkAsOneClient() throws Exception {
    for (int i = 1; i <= 3; i++) {
      open("2001:db8::" + i, "c" + i).received(now++);
    }
    open("2001:db8::4", "next");
    assertThat(closed).containsExactly("c1");
  }

  @Test
  void takesRoomFromTheClientWithMostConnectionsWhenFull() throws Exception {
    for (int i = 0; i < 3; i++) {
      open("192.0.2.1", "a" + i).received(now++);
      open("192.0.2.2", "b" + i).received(now++);
    }
    open("192.0.2.3", "c0").received(now++);
    open("192.0.2.4", "d0").received(now++);
    assertThat(table.size()).isEqualTo(8);
    assertThat(tryOpen("192.0.2.5", "e")).isNotNull();
    assertThat(closed).hasSize(1).first().isIn("a0", "b0");
    assertThat(table.size()).isEqualTo(8);
  }

  @Test
  void keepsAReserveForThisMachine() throws Exception {
    for (int i = 0; i < 8; i++) {
      OpenConnection connection = open("192.0.2." + i, "c" + i);
      connection.received(now++);
      connection.complete(now++);
    }
    assertThat(tryOpen("192.0.2.100", "next")).isNull();
    assertThat(tryOpen("127.0.0.1", "local")).isNotNull();
    assertThat(closed).isEmpty();
  }

  @Test
  void neverDropsACallerWithAToken() throws Exception {
    OpenConnection node = open("192.0.2.1", "node");
    node.authenticated();
    open("192.0.2.1", "a").received(now++);
    open("192.0.2.1", "b").received(now++);
    open("192.0.2.1", "c");
    open("192.0.2.1", "d");
    open("192.0.2.1", "e");
    assertThat(closed).containsExactly("a", "b", "c");
  }

  @Test
  void endsRequestsThatStallOrTakeTooLong() throws Exception {
    OpenConnection stalled = open("192.0.2.1", "stalled");
    OpenConnection trickle = open("192.0.2.1", "trickle");
    OpenConnection handled = open("192.0.2.1", "handled");
    stalled.received(now);
    trickle.received(now);
    handled.received(now);
    handled.complete(now);
    for (int second = 1; second <= 31; second++) {
      now += TimeUnit.SECONDS.toNanos(1);
      if (second % 5 == 0) {
        trickle.received(now);
      }
      table.sweep(now);
      if (second == 9) {
        assertThat(closed).isEmpty();
      } else if (second == 12) {
        assertThat(closed).containsExactly("stalled");
      }
    }
    assertThat(closed).containsExactly("stalled", "trickle");
  }

  @Test
  void endsConnectionsWhoseClientTakesNothing() throws Exception {
    OpenConnection connection = open("192.0.2.1", "slow");
    connection.received(now);
    connection.complete(now);
    connection.writing(now);
    table.sweep(now + TimeUnit.SECONDS.toNanos(19));
    assertThat(closed).isEmpty();
    table.sweep(now + TimeUnit.SECONDS.toNanos(21));
    assertThat(closed).containsExactly("slow");
  }

  @Test
  void leavesRoomForRequestsBesideWebSockets() throws Exception {
    int upgraded = 0;
    for (int i = 0; i < 8; i++) {
      if (table.upgrade(open("192.0.2." + i, "c" + i), now)) {
        upgraded++;
      }
    }
    assertThat(upgraded).isEqualTo(5);
    assertThat(table.upgrade(open("127.0.0.1", "local"), now)).isTrue();
  }
}
