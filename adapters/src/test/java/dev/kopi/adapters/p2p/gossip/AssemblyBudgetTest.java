package dev.kopi.adapters.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AssemblyBudgetTest {
  private final CountDownLatch givenUp = new CountDownLatch(1);

  @Test
  void givesUpTheMessageOfASlowPeerForThoseOfOthers() throws Exception {
    AssemblyBudget budget = new AssemblyBudget(100, 10_000);
    AssemblyBudget.Assembly slow = budget.begin(givenUp::countDown);
    slow.grow(90);
    Thread closing =
        Thread.ofVirtual()
            .start(() -> {
              try {
                givenUp.await(10, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              slow.close();
            });
    try (AssemblyBudget.Assembly honest = budget.begin(() -> {})) {
      honest.grow(50);
    }
    closing.join();
    assertThatThrownBy(() -> slow.grow(1)).isInstanceOf(IOException.class);
  }

  @Test
  void refusesAMessageWhenThereIsNoRoomForLong() throws Exception {
    AssemblyBudget budget = new AssemblyBudget(100, 200);
    try (AssemblyBudget.Assembly first = budget.begin(() -> {});
        AssemblyBudget.Assembly second = budget.begin(() -> {})) {
      first.grow(100);
      assertThatThrownBy(() -> second.grow(1)).hasMessageContaining("no memory");
    }
    try (AssemblyBudget.Assembly next = budget.begin(() -> {})) {
      assertThatCode(() -> next.grow(100)).doesNotThrowAnyException();
    }
  }
}
