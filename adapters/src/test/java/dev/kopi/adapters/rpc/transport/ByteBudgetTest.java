package dev.kopi.adapters.rpc.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
  private final List<String> evicted = new ArrayList<>();
  private final ByteBudget budget = new ByteBudget(1000, 100, 400, ByteBudget.Victim.OLDEST);

  private ByteBudget.Account open(String client, String name) {
    return budget.open(client, false, () -> evicted.add(name));
  }

  private static boolean charge(ByteBudget.Account account, long bytes) {
    return account.charge(bytes, Duration.ZERO);
  }

  @Test
  void chargesNothingBeforeBytesAreThere() {
    for (int i = 0; i < 1000; i++) {
      assertThat(charge(open("a", "a" + i), 0)).isTrue();
    }
    assertThat(budget.held()).isZero();
    assertThat(charge(open("b", "b"), 400)).isTrue();
  }

  @Test
  void evictsTheOldestIncompleteMessageOfAClientAtItsLimit() {
    ByteBudget.Account other = open("b", "b");
    assertThat(charge(other, 300)).isTrue();
    assertThat(charge(open("a", "a1"), 200)).isTrue();
    assertThat(charge(open("a", "a2"), 150)).isTrue();
    ByteBudget.Account newest = open("a", "a3");
    assertThat(charge(newest, 100)).isTrue();
    assertThat(evicted).containsExactly("a1");
    assertThat(budget.held()).isEqualTo(300 + 150 + 100);
    assertThat(newest.settle()).isTrue();
  }

  @Test
  void evictsFromTheClientThatHoldsMostWhenAllIsHeld() {
    charge(open("a", "a1"), 350);
    charge(open("b", "b1"), 200);
    charge(open("b", "b2"), 180);
    assertThat(charge(open("c", "c"), 300)).isTrue();
    assertThat(evicted).containsExactly("b1");
  }

  @Test
  void neverEvictsACompleteMessage() {
    ByteBudget.Account complete = open("a", "a1");
    charge(complete, 400);
    assertThat(complete.settle()).isTrue();
    assertThat(charge(open("a", "a2"), 1)).isFalse();
    assertThat(evicted).isEmpty();
    complete.close();
    assertThat(charge(open("a", "a3"), 400)).isTrue();
  }

  @Test
  void refusesTheMessageThatIsItselfTheOldest() {
    ByteBudget.Account only = open("a", "a");
    assertThat(charge(only, 300)).isTrue();
    assertThat(charge(only, 101)).isFalse();
    assertThat(evicted).isEmpty();
  }

  @Test
  void keepsAReserveForTrustedCallers() {
    for (String client : List.of("a", "b", "c")) {
      ByteBudget.Account account = open(client, client);
      assertThat(charge(account, 300)).isTrue();
      account.settle();
    }
    assertThat(charge(open("d", "d"), 1)).isFalse();
    assertThat(charge(budget.open("local", true, () -> {}), 100)).isTrue();
  }

  @Test
  void tellsAnEvictedMessageThatItLost() {
    ByteBudget.Account old = open("a", "old");
    charge(old, 400);
    assertThat(charge(open("a", "new"), 400)).isTrue();
    assertThat(charge(old, 1)).isFalse();
    assertThat(old.settle()).isFalse();
    old.close();
    assertThat(budget.held()).isEqualTo(400);
  }

  @Test
  void evictsTheLargestWhereThatIsTheRule() {
    ByteBudget sent = new ByteBudget(1000, 0, 400, ByteBudget.Victim.LARGEST);
    charge(sent.open("a", false, () -> evicted.add("small")), 100);
    charge(sent.open("a", false, () -> evicted.add("large")), 250);
    assertThat(charge(sent.open("a", false, () -> {}), 100)).isTrue();
    assertThat(evicted).containsExactly("large");
  }

  @Test
  void waitsWhileEvictedMessagesAreStillInMemory() throws Exception {
    ByteBudget shared = new ByteBudget(1000, 0, 1000, ByteBudget.Victim.OLDEST);
    List<ByteBudget.Account> accounts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      accounts.add(shared.open("a", false, () -> {}));
      assertThat(charge(accounts.get(i), 250)).isTrue();
    }
    for (int i = 4; i < 6; i++) {
      accounts.add(shared.open("a", false, () -> {}));
      assertThat(charge(accounts.get(i), 250)).isTrue();
    }
    ByteBudget.Account next = shared.open("a", false, () -> {});
    assertThat(charge(next, 250)).isFalse();
    Thread unwinding = Thread.ofVirtual().start(accounts.getFirst()::close);
    assertThat(next.charge(250, Duration.ofSeconds(10))).isTrue();
    unwinding.join();
  }

  @Test
  void waitsForMemoryThatCompleteMessagesHold() throws Exception {
    ByteBudget.Account complete = open("a", "a");
    charge(complete, 400);
    complete.settle();
    Thread releaser = Thread.ofVirtual().unstarted(complete::close);
    releaser.start();
    assertThat(open("a", "b").charge(400, Duration.ofSeconds(10))).isTrue();
    releaser.join();
  }
}
