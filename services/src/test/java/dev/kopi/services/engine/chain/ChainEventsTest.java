package dev.kopi.services.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.lifecycle.RoleHealth;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChainEventsTest {
  private final ChainEvents events = new ChainEvents(new ChainEvents.Limits(3, 10, 2_000));

  /** Writes down what it hears. */
  private static final class Log implements ChainListener {
    final List<String> heard = new ArrayList<>();

    @Override
    public void onHead(HeadChange change) {
      heard.add("-" + names(change.removed()) + "+" + names(change.added()));
    }

    @Override
    public void onMissedHeads(Hash head) {
      heard.add("missed, head " + name(head));
    }

    @Override
    public void onPending(TransactionEnvelope transaction) {
      heard.add("pending " + transaction.transaction().nonce());
    }
  }

  private static String names(List<Hash> hashes) {
    return hashes.stream().map(ChainEventsTest::name).toList().toString();
  }

  private static String name(Hash hash) {
    return Long.toString(hash.toUInt256().toLongExact());
  }

  private static Hash block(long number) {
    return UInt256.of(number).toHash();
  }

  private static List<Hash> blocks(long... numbers) {
    List<Hash> out = new ArrayList<>();
    for (long number : numbers) {
      out.add(block(number));
    }
    return out;
  }

  private void add(long... numbers) {
    events.head(new HeadChange(List.of(), blocks(numbers), block(numbers[numbers.length - 1])));
  }

  private void reorg(List<Hash> removed, List<Hash> added, long head) {
    events.head(new HeadChange(removed, added, block(head)));
  }

  private Log listen() {
    Log log = new Log();
    events.subscribe(log);
    return log;
  }

  @Test
  void runsNothingOfAListenerWhilePublishing() {
    Log log = listen();
    add(1);
    events.pending(EngineRig.deposit(1));
    assertThat(log.heard).isEmpty();
    events.run(0);
    assertThat(log.heard).containsExactly("-[]+[1]", "pending 0");
  }

  @Test
  void tellsTheOthersWhenOneListenerFails() {
    List<Throwable> failures =
        List.of(
            new IllegalStateException("broken"), new AssertionError(), new StackOverflowError());
    for (Throwable failure : failures) {
      events.subscribe(failing(failure));
    }
    Log log = listen();
    add(1);
    events.pending(EngineRig.deposit(1));
    events.run(0);
    assertThat(log.heard).containsExactly("-[]+[1]", "pending 0");
    assertThat(events.counts().failures()).isEqualTo(3);
  }

  @Test
  void tellsTheOthersBeforeTheRoleEndsForLackOfMemory() {
    events.subscribe(failing(new OutOfMemoryError("heap")));
    Log log = listen();
    add(1);
    assertThatThrownBy(() -> events.run(0)).isInstanceOf(OutOfMemoryError.class);
    assertThat(log.heard).containsExactly("-[]+[1]");
  }

  private static ChainListener failing(Throwable failure) {
    return new ChainListener() {
      @Override
      public void onHead(HeadChange change) {
        sneak(failure);
      }
    };
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable failure) throws T {
    throw (T) failure;
  }

  @Test
  void tellsAListenerThatFailedThatItMissedHeads() {
    Log log = new Log();
    events.subscribe(
        new ChainListener() {
          private boolean failed;

          @Override
          public void onHead(HeadChange change) {
            if (!failed) {
              failed = true;
              throw new IllegalStateException("once");
            }
            log.onHead(change);
          }

          @Override
          public void onMissedHeads(Hash head) {
            log.onMissedHeads(head);
          }
        });
    add(1);
    add(2);
    add(3);
    events.run(0);
    assertThat(log.heard).containsExactly("missed, head 2", "-[]+[3]");
  }

  @Test
  void mergesTheNewestChangesWhenManyWait() {
    Log log = listen();
    for (int i = 1; i <= 5; i++) {
      add(i);
    }
    reorg(blocks(5), blocks(15), 15);
    events.run(0);
    assertThat(log.heard).containsExactly("-[]+[1]", "-[]+[2]", "-[]+[3, 4, 15]");
    assertThat(events.counts().missedHeads()).isZero();
  }

  @Test
  void mergesAReorgBeyondTheBlocksThatWait() {
    Log log = listen();
    add(1);
    add(2);
    reorg(blocks(2), blocks(12, 13), 13);
    reorg(blocks(13, 12, 1), blocks(21), 21);
    events.run(0);
    assertThat(log.heard).containsExactly("-[]+[1]", "-[]+[2]", "-[2, 1]+[21]");
  }

  @Test
  void leavesOutBlocksThatWereRemovedAndCameBack() {
    Log log = listen();
    add(1);
    add(2, 3);
    reorg(blocks(3, 2), List.of(), 1);
    reorg(List.of(), blocks(2, 3, 4), 4);
    events.run(0);
    assertThat(log.heard).containsExactly("-[]+[1]", "-[]+[2, 3]", "-[]+[4]");
  }

  @Test
  void saysThatHeadsWereMissedWhenTooManyBlocksWait() {
    Log log = listen();
    add(1, 2, 3, 4, 5, 6);
    add(7, 8, 9, 10, 11, 12);
    add(13);
    events.run(0);
    add(14);
    events.run(0);
    assertThat(log.heard).containsExactly("missed, head 13", "-[]+[14]");
    assertThat(events.counts().missedHeads()).isEqualTo(3);
  }

  @Test
  void dropsTheOldestPendingTransactionsAndCountsThem() {
    Log log = listen();
    for (int nonce = 0; nonce < 10; nonce++) {
      events.pending(EngineRig.transfer(EngineRig.ALICE, nonce, 1));
    }
    events.run(0);
    assertThat(log.heard).containsExactly("pending 7", "pending 8", "pending 9");
    assertThat(events.counts().droppedPending()).isEqualTo(7);
  }

  @Test
  void tellsAListenerOnlyWhatIsPublishedAfterItSubscribed() {
    add(1);
    add(2);
    add(3);
    Log log = listen();
    events.run(0);
    assertThat(log.heard).isEmpty();
    add(4);
    add(5);
    add(6);
    Log late = listen();
    add(7);
    events.run(0);
    assertThat(log.heard).containsExactly("-[]+[4]", "-[]+[5]", "-[]+[6, 7]");
    assertThat(late.heard).containsExactly("missed, head 7");
  }

  @Test
  void tellsNothingAfterTheListenerHasLeft() {
    Log log = new Log();
    Runnable leave = events.subscribe(log);
    add(1);
    leave.run();
    events.run(0);
    assertThat(log.heard).isEmpty();
  }

  @Test
  void deliversOnAThreadOfItsOwn() throws InterruptedException {
    RoleHealth health = new RoleHealth("engine");
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch hold = new CountDownLatch(1);
    try (ChainEvents own = ChainEvents.start("test", health)) {
      own.subscribe(
          new ChainListener() {
            @Override
            public void onHead(HeadChange change) {
              told.countDown();
              try {
                hold.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
          });
      for (int i = 1; i <= 1000; i++) {
        own.head(new HeadChange(List.of(), blocks(i), block(i)));
      }
      assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(health.isHealthy()).isTrue();
  }
}
