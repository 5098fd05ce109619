package dev.kopi.services.node.driver;

import static dev.kopi.services.node.driver.UnsafePayloadOutcome.Reason.NO_ROOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.UnsafePayloads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DriverInboxTest {
  private final DriverInbox inbox = new DriverInbox(10_000);

  @Test
  void keepsOnlyTheNewestOfEachHead() {
    for (long number = 1; number <= 100_000; number++) {
      inbox.l1Head(block(number));
      inbox.l1Safe(block(number));
      inbox.l1Finalized(block(number));
    }
    DriverInbox.Contents taken = inbox.take();
    assertThat(taken.head).isEqualTo(block(100_000));
    assertThat(taken.safe).isEqualTo(block(100_000));
    assertThat(taken.finalized).isEqualTo(block(100_000));
    assertThat(inbox.take().isEmpty()).isTrue();
  }

  @Test
  void refusesCommandsWhenTooManyWait() {
    List<CompletableFuture<?>> waiting = new ArrayList<>();
    for (int i = 0; i < DriverInbox.MAX_COMMANDS; i++) {
      waiting.add(reset());
    }
    assertThat(NodeRig.failure(reset()))
        .isEqualTo("the node is busy: too many requests are waiting");
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    inbox.take();
    assertThat(reset()).isNotDone();
  }

  @Test
  void ignoresPayloadsBeyondItsBytes() {
    UnsafePayloads.Entry entry = payload();
    long size = UnsafePayloads.size(entry.payload());
    List<CompletableFuture<UnsafePayloadOutcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      outcomes.add(add(entry));
    }
    assertThat(inbox.take().payloads).hasSize((int) (10_000 / size));
    assertThat(outcomes.getLast()).isCompletedWithValue(new UnsafePayloadOutcome.Ignored(NO_ROOM));
    assertThat(add(entry)).isNotDone();
  }

  @Test
  void aPayloadLargerThanTheBoundIsJudgedByTheDriver() {
    DriverInbox small = new DriverInbox(1);
    CompletableFuture<UnsafePayloadOutcome> outcome = new CompletableFuture<>();
    small.add(new DriverInbox.Arrival(payload(), outcome));
    assertThat(outcome).isNotDone();
  }

  @Test
  void refusesWhatWaitsWhenItIsClosed() {
    CompletableFuture<?> command = reset();
    CompletableFuture<?> payload = add(payload());
    inbox.close();
    assertThat(NodeRig.failure(command)).isEqualTo("the node is stopping");
    assertThat(NodeRig.failure(payload)).isEqualTo("the node is stopping");
    assertThat(NodeRig.failure(add(payload()))).isEqualTo("the node is stopping");
  }

  private CompletableFuture<?> reset() {
    CompletableFuture<?> done = new CompletableFuture<>();
    inbox.add(new Command.Reset(cast(done)));
    return done;
  }

  @SuppressWarnings("unchecked")
  private static CompletableFuture<@org.jspecify.annotations.Nullable Void> cast(
      CompletableFuture<?> future) {
    return (CompletableFuture<@org.jspecify.annotations.Nullable Void>) future;
  }

  private CompletableFuture<UnsafePayloadOutcome> add(UnsafePayloads.Entry entry) {
    CompletableFuture<UnsafePayloadOutcome> outcome = new CompletableFuture<>();
    inbox.add(new DriverInbox.Arrival(entry, outcome));
    return outcome;
  }

  private static UnsafePayloads.Entry payload() {
    NodeRig rig = NodeRig.sequencer();
    rig.mine(1);
    return rig.entry(1);
  }

  private static L1BlockRef block(long number) {
    return new L1BlockRef(
        Hash.ofWords(1, 0, 0, number), number, Hash.ofWords(1, 0, 0, number - 1), number);
  }
}
