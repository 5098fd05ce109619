package dev.kopi.services.txmgr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.services.txmgr.TxOutcome.Reason;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TxQueueTest {
  private final FakeSender sender = new FakeSender();
  private final List<FakeSender.Sent> sent = sender.sent;
  private final AtomicInteger wakeUps = new AtomicInteger();

  private TxQueue<String> queue(int maxPending, String... ids) {
    TxQueue<String> queue = new TxQueue<>(sender, maxPending, wakeUps::incrementAndGet);
    for (String id : ids) {
      queue.send(id, TxManagerTest.candidate(1));
    }
    return queue;
  }

  private static List<String> ids(List<TxQueue.Result<String>> results) {
    return results.stream().map(TxQueue.Result::id).toList();
  }

  @Test
  void hasRoomForAsManyAsItMay() {
    TxQueue<String> queue = queue(2, "a");
    assertThat(queue.hasRoom()).isTrue();
    queue.send("b", TxManagerTest.candidate(1));
    assertThat(queue.hasRoom()).isFalse();
    assertThatThrownBy(() -> queue.send("c", TxManagerTest.candidate(1)))
        .isInstanceOf(IllegalStateException.class);
    sent.getFirst().confirm(1);
    assertThat(ids(queue.takeResults())).containsExactly("a");
    assertThat(queue.hasRoom()).isTrue();
  }

  @Test
  void hasRoomForAllWithoutALimit() {
    assertThat(queue(0, "a", "b", "c", "d").hasRoom()).isTrue();
  }

  @Test
  void wakesForEachResultAndGivesEachOnce() {
    TxQueue<String> queue = queue(0, "a", "b", "c");
    sent.get(2).confirm(1);
    sent.get(0).confirm(1);
    assertThat(wakeUps.get()).isEqualTo(2);
    assertThat(ids(queue.takeResults())).containsExactly("a", "c");
    assertThat(queue.takeResults()).isEmpty();
    assertThat(queue.isEmpty()).isFalse();
  }

  @Test
  void cancelsWhatWasSentAfterAFailureAndWaitsForItsEnd() {
    TxQueue<String> queue = queue(0, "a", "b", "c", "d");
    sent.get(1).fail(Reason.NOT_TAKEN);
    assertThat(ids(queue.takeResults())).containsExactly("b");
    assertThat(sent.stream().map(FakeSender.Sent::isCancelled).toList())
        .containsExactly(false, false, true, true);
    assertThat(queue.hasRoom()).isFalse();
    sent.get(3).fail(Reason.CANCELLED);
    assertThat(ids(queue.takeResults())).containsExactly("d");
    assertThat(queue.hasRoom()).as("c may still be published").isFalse();
    sent.get(2).fail(Reason.CANCELLED);
    assertThat(ids(queue.takeResults())).containsExactly("c");
    assertThat(queue.hasRoom()).as("a goes on meanwhile").isTrue();
  }

  @Test
  void hasNoRoomUntilAllThatWereCancelledHaveEnded() {
    TxQueue<String> queue = queue(0, "a", "b");
    queue.cancelAll();
    assertThat(sent).allMatch(FakeSender.Sent::isCancelled);
    assertThat(queue.hasRoom()).isFalse();
    sent.get(0).fail(Reason.CANCELLED);
    sent.get(1).confirm(1);
    assertThat(ids(queue.takeResults())).containsExactly("a", "b");
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.hasRoom()).isTrue();
  }
}
