package dev.kopi.services.node.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.engineapi.EngineApiException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.UnsafePayloads;
import dev.kopi.core.rollup.UnsupportedFork;
import dev.kopi.services.node.driver.UnsafePayloadOutcome.Ignored;
import dev.kopi.services.node.driver.UnsafePayloadOutcome.Queued;
import dev.kopi.services.node.driver.UnsafePayloadOutcome.Reason;
import dev.kopi.services.node.sequencer.SequencerConfig;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class UnsafeBlocksTest {
  private final NodeRig source = NodeRig.sequencer();
  private final NodeRig rig = new NodeRig(SequencerConfig.OFF, List.of(), source.l1);

  UnsafeBlocksTest() {
    source.mine(2);
    rig.nowMillis = source.nowMillis;
    rig.settle();
  }

  private CompletableFuture<UnsafePayloadOutcome> post(UnsafePayloads.Entry entry) {
    CompletableFuture<UnsafePayloadOutcome> outcome = rig.driver.unsafePayload(entry);
    rig.settle();
    return outcome;
  }

  @Test
  void thePayloadThatExtendsTheUnsafeHeadIsAccepted() {
    assertThat(post(source.entry(1)))
        .isCompletedWithValue(new UnsafePayloadOutcome.Accepted(rig.engine.head()));
    assertThat(rig.engine.head().number()).isEqualTo(1);
  }

  @Test
  void aPayloadWaitsForItsAncestors() {
    assertThat(post(source.entry(2))).isCompletedWithValue(new Queued());
    post(source.entry(1));
    assertThat(rig.engine.head().number()).isEqualTo(2);
  }

  @Test
  void manyPayloadsAtOnceAreInsertedInOrder() {
    CompletableFuture<UnsafePayloadOutcome> third = rig.driver.unsafePayload(source.entry(3));
    CompletableFuture<UnsafePayloadOutcome> first = rig.driver.unsafePayload(source.entry(1));
    CompletableFuture<UnsafePayloadOutcome> second = rig.driver.unsafePayload(source.entry(2));
    rig.settle();
    assertThat(List.of(first, second, third))
        .allSatisfy(outcome ->
            assertThat(NodeRig.now(outcome)).isInstanceOf(UnsafePayloadOutcome.Accepted.class));
    assertThat(rig.engine.head().number()).isEqualTo(3);
  }

  @Test
  void aPayloadThatTheEngineFindsInvalidIsNamedSo() {
    rig.engine.refuse(payload -> true);
    assertThat(post(source.entry(1)))
        .isCompletedWithValue(new UnsafePayloadOutcome.Invalid("refused by the test"));
    rig.engine.refuse(payload -> false);
    assertThat(NodeRig.now(post(source.entry(1))))
        .isInstanceOf(UnsafePayloadOutcome.Accepted.class);
  }

  @Test
  void aPayloadThatTheEngineRefusesAsMalformedIsDropped() {
    rig.engine.refuse(payload -> {
      throw new EngineApiException(EngineApiException.INVALID_PARAMS, "no such field");
    });
    assertThat(NodeRig.now(post(source.entry(1)))).isInstanceOf(UnsafePayloadOutcome.Invalid.class);
    int failures = rig.news.failures.size();
    rig.pass(5000);
    assertThat(rig.news.failures).hasSize(failures);
    rig.engine.refuse(payload -> false);
    assertThat(NodeRig.now(post(source.entry(1))))
        .isInstanceOf(UnsafePayloadOutcome.Accepted.class);
  }

  @Test
  void aPayloadIsTriedAgainAfterAnInternalErrorOfTheEngine() {
    rig.engine.refuse(payload -> {
      throw new EngineApiException(-32603, "internal error");
    });
    assertThat(post(source.entry(1))).isCompletedWithValue(new Queued());
    rig.engine.refuse(payload -> false);
    rig.pass(1000);
    assertThat(rig.engine.head().number()).isEqualTo(1);
  }

  @Test
  void theUnsafeHeadIsKnownAndItsAncestorsAreOld() {
    post(source.entry(1));
    post(source.entry(2));
    assertThat(post(source.entry(2))).isCompletedWithValue(new Ignored(Reason.KNOWN));
    assertThat(post(source.entry(1))).isCompletedWithValue(new Ignored(Reason.OLD));
  }

  @Test
  void aPayloadThatIsQueuedIsKnown() {
    post(source.entry(3));
    assertThat(post(source.entry(3))).isCompletedWithValue(new Ignored(Reason.KNOWN));
  }

  @Test
  void aPayloadOnAnotherBlockIsIgnored() {
    UnsafePayloads.Entry other = NodeRig.renumbered(source.entry(1), 1, Hash.ofWords(1, 2, 3, 4));
    assertThat(post(other)).isCompletedWithValue(new Ignored(Reason.OTHER_PARENT));
  }

  @Test
  void aPayloadWithoutAnL1InfoDepositIsInvalid() {
    UnsafePayloads.Entry good = source.entry(1);
    UnsafePayloads.Entry broken = NodeRig.withoutTransactions(good, good.payload().parentHash());
    assertThat(NodeRig.now(post(broken))).isInstanceOf(UnsafePayloadOutcome.Invalid.class);
  }

  @Test
  void aPayloadWaitsWhileTheEngineDoesNotAnswer() {
    rig.engine.setAvailable(false);
    assertThat(post(source.entry(1))).isCompletedWithValue(new Queued());
    assertThat(rig.news.failures.getLast()).contains("cannot insert unsafe block 1");
    rig.engine.setAvailable(true);
    rig.pass(1000);
    assertThat(rig.engine.head().number()).isEqualTo(1);
  }

  @Test
  void aPayloadWaitsForTheEndOfAReset() {
    rig.l1.setAvailable(false);
    rig.driver.resetDerivation();
    assertThat(post(source.entry(1))).isCompletedWithValue(new Queued());
    rig.l1.setAvailable(true);
    rig.pass(5000);
    assertThat(rig.engine.head().number()).isEqualTo(1);
  }

  @Test
  void aPayloadOfAForkThatIsNotSupportedIsIgnored() {
    long second = NodeRig.GENESIS_SECONDS + 4;
    NodeRig old =
        new NodeRig(SequencerConfig.OFF, List.of(new UnsupportedFork("lagoon", second)), source.l1);
    old.settle();
    CompletableFuture<UnsafePayloadOutcome> before = old.driver.unsafePayload(source.entry(1));
    CompletableFuture<UnsafePayloadOutcome> first = old.driver.unsafePayload(source.entry(2));
    old.settle();
    assertThat(NodeRig.now(before)).isInstanceOf(UnsafePayloadOutcome.Accepted.class);
    assertThat(first).isCompletedWithValue(new Ignored(Reason.UNSUPPORTED_FORK));
    assertThat(old.engine.head().number()).isEqualTo(1);
  }
}
