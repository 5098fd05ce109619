package dev.kopi.services.txmgr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.FeeMarket;
import dev.kopi.core.txmgr.FeePolicy;
import dev.kopi.services.lifecycle.Work;
import dev.kopi.services.txmgr.TxOutcome.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TxManagerTest {
  private static final Crypto CRYPTO = Crypto.portable();
  private static final Address INBOX = Address.fromHex("ff00000000000000000000000000000000000901");
  private static final UInt256 GWEI = UInt256.of(1_000_000_000);

  private final FakeL1Pool l1 = new FakeL1Pool();
  private long now = 1_700_000_000_000L;

  static TxManagerConfig config(int confirmations, @Nullable Duration sendTimeout) {
    return new TxManagerConfig(
        confirmations,
        3,
        FeePolicy.DEFAULT,
        Duration.ofSeconds(12),
        Duration.ofSeconds(48),
        Duration.ofSeconds(1),
        10,
        sendTimeout,
        Duration.ofMinutes(2),
        Duration.ofSeconds(6),
        0);
  }

  static TxManager manager(TxBackend l1, TxManagerConfig config) {
    return new TxManager(
        l1,
        UInt256.of(900),
        Signer.local(CRYPTO.secp256k1(), PrivateKey.of(UInt256.of(77))),
        CRYPTO,
        config,
        TxListener.NONE);
  }

  private TxManager manager() {
    return manager(l1, config(1, null));
  }

  static TxCandidate candidate(int number) {
    return new TxCandidate(
        INBOX, UInt256.ZERO, Bytes.fromHex("0" + number % 10), List.of(), 30_000);
  }

  private Submission send(TxManager manager, int number) {
    return manager.send(candidate(number), () -> {});
  }

  /** Steps as often as the manager asks for it, until some time has passed. */
  private void pass(TxManager manager, Duration time) {
    long end = now + time.toMillis();
    while (now <= end) {
      long next = manager.step(now);
      now = Math.max(now + 1, Math.min(next, end + 1));
    }
    now = end;
  }

  private static TxOutcome.Failed failed(Submission submission) {
    TxOutcome outcome = submission.outcome();
    assertThat(outcome).isInstanceOf(TxOutcome.Failed.class);
    return (TxOutcome.Failed) Objects.requireNonNull(outcome);
  }

  private static void assertConfirmed(Submission submission) {
    assertThat(submission.outcome()).isInstanceOf(TxOutcome.Confirmed.class);
  }

  private List<Long> sentNonces() {
    return l1.sent.stream().map(FakeL1Pool::nonceOf).toList();
  }

  @Test
  void publishesAndReportsTheConfirmation() {
    TxManager manager = manager();
    List<String> ends = new ArrayList<>();
    Submission submission = manager.send(candidate(1), () -> ends.add("end"));
    manager.step(now);
    assertThat(submission.outcome()).isNull();
    assertThat(submission.published()).hasSize(1);
    l1.mine();
    pass(manager, Duration.ofSeconds(6));
    assertConfirmed(submission);
    assertThat(ends).containsExactly("end");
    assertThat(manager.pending()).isZero();
    assertThat(manager.step(now)).isEqualTo(Work.NEVER);
  }

  @Test
  void resendsUnchangedAndRaisesTheFeesLater() {
    TxManager manager = manager();
    Submission submission = send(manager, 1);
    pass(manager, Duration.ofSeconds(47));
    assertThat(l1.sent).hasSize(4);
    assertThat(l1.sent).containsOnly(l1.sent.getFirst());
    pass(manager, Duration.ofSeconds(2));
    assertThat(l1.sent).hasSize(5);
    UInt256 raised = FakeL1Pool.tip(l1.sent.getLast());
    assertThat(raised).isEqualTo(UInt256.of(1_100_000_000));
    assertThat(submission.published()).hasSize(2);
    l1.mine();
    pass(manager, Duration.ofSeconds(6));
    assertConfirmed(submission);
  }

  @Test
  void raisesTheFeesAtOnceWhenThePoolAsksForIt() {
    TxManager manager = manager();
    l1.refusals.add("replacement transaction underpriced");
    send(manager, 1);
    manager.step(now);
    assertThat(l1.sent).hasSize(2);
    assertThat(FakeL1Pool.tip(l1.sent.getLast())).isEqualTo(UInt256.of(1_100_000_000));
  }

  @Test
  void keepsTheFeesThatReachedTheLimit() {
    TxManager manager = manager(l1, limited());
    send(manager, 1);
    pass(manager, Duration.ofSeconds(100));
    assertThat(l1.sent).hasSizeGreaterThan(5).containsOnly(l1.sent.getFirst());
  }

  /** Fees that are never raised: the limit is the market. */
  private static TxManagerConfig limited() {
    TxManagerConfig usual = config(1, null);
    return new TxManagerConfig(
        usual.confirmations(),
        usual.abortAfterNonceTooLow(),
        new FeePolicy(GWEI, null, GWEI, null, GWEI, 1, UInt256.ZERO),
        usual.rebroadcastInterval(),
        usual.resubmissionTimeout(),
        usual.retryInterval(),
        usual.maxRetries(),
        usual.sendTimeout(),
        usual.notInPoolTimeout(),
        usual.receiptInterval(),
        usual.cellProofsFromSeconds());
  }

  @Test
  void takesTheReceiptOfAnEarlierVersion() {
    TxManager manager = manager();
    Submission submission = send(manager, 1);
    pass(manager, Duration.ofSeconds(49));
    Transaction first = l1.sent.getFirst();
    assertThat(l1.sent.getLast()).isNotEqualTo(first);
    l1.mine(first);
    pass(manager, Duration.ofSeconds(6));
    assertThat(submission.outcome())
        .isInstanceOfSatisfying(
            TxOutcome.Confirmed.class,
            confirmed ->
                assertThat(confirmed.transaction().hash())
                    .isEqualTo(submission.published().getFirst()));
  }

  @Test
  void waitsForConfirmationsAndAsksOnlyNowAndThen() {
    TxManager manager = manager(l1, config(10, null));
    Submission submission = send(manager, 1);
    manager.step(now);
    l1.mine();
    pass(manager, Duration.ofSeconds(6));
    int before = l1.calls;
    pass(manager, Duration.ofMinutes(2));
    assertThat(l1.calls - before).as("calls in 20 receipt intervals").isLessThan(50);
    assertThat(l1.sent).hasSize(1);
    assertThat(submission.outcome()).isNull();
    l1.mineEmpty(9);
    pass(manager, Duration.ofSeconds(6));
    assertConfirmed(submission);
  }

  @Test
  void publishesAgainWhenItsBlockIsReorgedOut() {
    TxManager manager = manager(l1, config(3, null));
    Submission submission = send(manager, 1);
    manager.step(now);
    l1.mine();
    pass(manager, Duration.ofSeconds(20));
    assertThat(l1.sent).hasSize(1);
    l1.reorg(1, false);
    pass(manager, Duration.ofSeconds(7));
    assertThat(l1.sent).hasSize(2);
    l1.mine();
    l1.mineEmpty(2);
    pass(manager, Duration.ofSeconds(6));
    assertConfirmed(submission);
  }

  @Test
  void asksForTheReceiptAgainAfterL1WasAway() {
    TxManager manager = manager();
    Submission submission = send(manager, 1);
    manager.step(now);
    l1.mine();
    l1.away = true;
    pass(manager, Duration.ofSeconds(10));
    assertThat(submission.outcome()).isNull();
    l1.away = false;
    pass(manager, Duration.ofSeconds(6));
    assertConfirmed(submission);
  }

  @Test
  void sendsNothingWhenItIsCancelledBefore() {
    TxManager manager = manager();
    Submission submission = send(manager, 1);
    submission.cancel();
    manager.step(now);
    assertThat(l1.sent).isEmpty();
    assertThat(failed(submission).reason()).isEqualTo(Reason.CANCELLED);
  }

  @Test
  void sendsNothingWhenItIsCancelledWhileItIsPrepared() {
    TxManager manager = manager();
    Submission submission = send(manager, 1);
    l1.before = submission::cancel;
    manager.step(now);
    assertThat(l1.calls).isPositive();
    assertThat(l1.sent).isEmpty();
    assertThat(failed(submission).published()).isEmpty();
  }

  @Test
  void sendsNoRaisedVersionWhenItIsCancelledMeanwhile() {
    TxManager manager = manager();
    Submission submission = send(manager, 1);
    pass(manager, Duration.ofSeconds(47));
    int before = l1.sent.size();
    l1.before = submission::cancel;
    pass(manager, Duration.ofSeconds(5));
    assertThat(l1.sent).hasSize(before);
    assertThat(failed(submission).published()).hasSize(1);
  }

  @Test
  void endsOnlyAfterTheCallThatIsUnderWay() {
    TxManager manager = manager();
    Submission submission = send(manager, 1);
    AtomicReference<@Nullable TxOutcome> during = new AtomicReference<>();
    List<Integer> pending = new ArrayList<>();
    l1.before =
        () -> {
          submission.cancel();
          during.set(submission.outcome());
          pending.add(manager.pending());
        };
    manager.step(now);
    assertThat(during.get()).isNull();
    assertThat(pending).containsOnly(1);
    assertThat(submission.outcome()).isNotNull();
  }

  @Test
  void reusesTheNonceOfACancelledTransaction() {
    TxManager manager = manager();
    Submission first = send(manager, 1);
    Submission second = send(manager, 2);
    manager.step(now);
    second.cancel();
    manager.step(now);
    Submission third = send(manager, 3);
    manager.step(now);
    assertThat(sentNonces()).containsSubsequence(0L, 1L, 1L);
    l1.mine();
    pass(manager, Duration.ofSeconds(7));
    assertConfirmed(first);
    assertConfirmed(third);
  }

  @Test
  void aFailedPreparationTakesNoNonceOfOthers() {
    TxManager manager = manager();
    Submission first = send(manager, 1);
    manager.step(now);
    l1.away = true;
    Submission unprepared = send(manager, 2);
    manager.step(now);
    assertThat(failed(unprepared).reason()).isEqualTo(Reason.NOT_PREPARED);
    l1.away = false;
    Submission third = send(manager, 3);
    manager.step(now);
    assertThat(sentNonces()).as("nonce 0 is in use").containsExactly(0L, 1L);
    l1.mine();
    pass(manager, Duration.ofSeconds(7));
    assertConfirmed(first);
    assertConfirmed(third);
  }

  @Test
  void noncesFollowTheOrderOfSendingWhateverIsPreparedFirst() {
    TxManager manager = manager();
    PendingTransaction first = manager.begin(candidate(1), () -> {});
    PendingTransaction second = manager.begin(candidate(2), () -> {});
    List<String> woken = new ArrayList<>();
    second.onWake(() -> woken.add("second"));
    assertThat(second.step(now)).isEqualTo(Work.NEVER);
    assertThat(second.nonce()).isNull();
    first.step(now);
    assertThat(woken).containsExactly("second");
    second.step(now);
    assertThat(List.of(requireNonce(first), requireNonce(second))).containsExactly(0L, 1L);
  }

  @Test
  void theNextIsWokenWhenTheFirstInLineFails() {
    TxManager manager = manager();
    PendingTransaction first = manager.begin(candidate(1), () -> {});
    PendingTransaction second = manager.begin(candidate(2), () -> {});
    List<String> woken = new ArrayList<>();
    second.onWake(() -> woken.add("second"));
    second.step(now);
    first.cancel();
    first.step(now);
    assertThat(woken).containsExactly("second");
    second.step(now);
    assertThat(requireNonce(second)).isZero();
  }

  private static long requireNonce(PendingTransaction transaction) {
    return Objects.requireNonNull(transaction.nonce());
  }

  @Test
  void failsWhenAnotherProgramUsedTheNonce() {
    TxManager manager = manager();
    Submission submission = send(manager, 1);
    l1.refusals.add("nonce too low");
    manager.step(now);
    assertThat(failed(submission).reason()).isEqualTo(Reason.NONCE_USED);
  }

  @Test
  void toleratesAFewNoncesTooLowAfterAPoolTookIt() {
    TxManager manager = manager();
    Submission submission = send(manager, 1);
    manager.step(now);
    l1.refusals.addAll(List.of("nonce too low", "nonce too low", "nonce too low"));
    pass(manager, Duration.ofSeconds(25));
    assertThat(submission.outcome()).isNull();
    pass(manager, Duration.ofSeconds(12));
    assertThat(failed(submission).reason()).isEqualTo(Reason.NONCE_USED);
  }

  @Test
  void failsWhenThePoolHoldsATransactionOfTheOtherKind() {
    TxManager manager = manager();
    Submission submission = send(manager, 1);
    l1.refusals.add("address already reserved");
    manager.step(now);
    assertThat(failed(submission).reason()).isEqualTo(Reason.INCOMPATIBLE_PENDING);
  }

  @Test
  void givesUpWhenNoPoolTakesIt() {
    TxManager manager = manager();
    Submission submission = send(manager, 1);
    for (int i = 0; i < 20; i++) {
      l1.refusals.add("out of order");
    }
    pass(manager, Duration.ofSeconds(9));
    assertThat(submission.outcome()).isNull();
    pass(manager, Duration.ofSeconds(2));
    assertThat(failed(submission).reason()).isEqualTo(Reason.NOT_TAKEN);
    assertThat(l1.sent).hasSize(11);
  }

  @Test
  void givesUpWhenLowerNoncesAreLostInAReorg() {
    TxManager manager = manager();
    Submission first = send(manager, 1);
    manager.step(now);
    l1.mine();
    pass(manager, Duration.ofSeconds(6));
    assertConfirmed(first);
    Submission second = send(manager, 2);
    manager.step(now);
    l1.reorg(1, false);
    pass(manager, Duration.ofSeconds(49));
    assertThat(failed(second).reason()).isEqualTo(Reason.NONCE_GAP);
    send(manager, 3);
    manager.step(now);
    assertThat(sentNonces().getLast()).isZero();
  }

  @Test
  void waitsForLowerNoncesThatAreOnTheirWay() {
    TxManager manager = manager();
    l1.keepsNothing = true;
    send(manager, 1);
    Submission second = send(manager, 2);
    pass(manager, Duration.ofSeconds(49));
    assertThat(second.outcome()).isNull();
  }

  @Test
  void givesUpAfterTheSendTimeout() {
    TxManager manager = manager(l1, config(1, Duration.ofSeconds(30)));
    Submission submission = send(manager, 1);
    pass(manager, Duration.ofSeconds(29));
    assertThat(submission.outcome()).isNull();
    pass(manager, Duration.ofSeconds(8));
    assertThat(failed(submission).reason()).isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void sendsNothingWhenFeesExceedTheLimits() {
    FeePolicy policy = new FeePolicy(GWEI, GWEI, GWEI, null, GWEI, 5, UInt256.ZERO);
    TxManagerConfig usual = config(1, null);
    TxManager manager =
        manager(
            l1,
            new TxManagerConfig(
                1,
                3,
                policy,
                usual.rebroadcastInterval(),
                usual.resubmissionTimeout(),
                usual.retryInterval(),
                10,
                null,
                usual.notInPoolTimeout(),
                usual.receiptInterval(),
                0));
    l1.market = new FeeMarket(GWEI.multiply(UInt256.of(2)), GWEI, GWEI);
    Submission submission = send(manager, 1);
    manager.step(now);
    assertThat(failed(submission).reason()).isEqualTo(Reason.FEES_TOO_HIGH);
    assertThat(l1.sent).isEmpty();
  }

  @Test
  void closingAbandonsWhatIsInNoBlockAndRefusesMore() {
    TxManager manager = manager(l1, config(3, null));
    Submission inBlock = send(manager, 1);
    manager.step(now);
    l1.mine();
    pass(manager, Duration.ofSeconds(7));
    Submission inPool = send(manager, 2);
    manager.step(now);
    manager.close();
    Submission late = send(manager, 3);
    manager.step(now);
    assertThat(failed(inPool).reason()).isEqualTo(Reason.CANCELLED);
    assertThat(failed(inPool).published()).isEqualTo(inPool.published()).hasSize(1);
    assertThat(failed(late).published()).isEmpty();
    assertThat(inBlock.outcome()).isNull();
    l1.mineEmpty(2);
    pass(manager, Duration.ofSeconds(7));
    assertConfirmed(inBlock);
  }

  /** What a transaction did, as seen from outside. */
  private static final class Seen {
    final PendingTransaction transaction;
    int publishedAtEnd = -1;

    Seen(PendingTransaction transaction) {
      this.transaction = transaction;
    }
  }

  /**
   * Sending, cancelling, steps in any order, blocks, reorgs, an L1 that is away or refuses: two
   * transactions without outcome never have the same nonce, nothing is published after an outcome,
   * what is confirmed is in a block, and when L1 behaves again everything ends.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void keepsItsPromisesInAnyOrder(long seed) {
    Random random = new Random(seed);
    TxManager manager = manager();
    List<Seen> all = new ArrayList<>();
    int confirmed = 0;
    for (int i = 0; i < 3000; i++) {
      now += random.nextInt(3000);
      switch (random.nextInt(12)) {
        case 0, 1 -> {
          if (manager.pending() < 5) {
            all.add(new Seen(manager.begin(candidate(i), () -> {})));
          }
        }
        case 2 -> {
          if (!all.isEmpty()) {
            all.get(random.nextInt(all.size())).transaction.cancel();
          }
        }
        case 3, 4 -> l1.mine();
        case 5 -> l1.reorg(random.nextInt(3), random.nextBoolean());
        case 6 -> l1.away = random.nextInt(3) == 0;
        case 7 -> {
          if (random.nextInt(10) == 0) {
            l1.refusals.add(random.nextBoolean() ? "nonce too low" : "transaction underpriced");
          }
        }
        default -> {
          List<PendingTransaction> pending = manager.all();
          if (!pending.isEmpty()) {
            PendingTransaction one = pending.get(random.nextInt(pending.size()));
            one.step(now);
            if (one.outcome() instanceof TxOutcome.Confirmed done) {
              confirmed++;
              assertThat(l1.includes(done.transaction().hash())).isTrue();
            }
          }
        }
      }
      requireOneUserOfEachNonce(manager);
      requireSilenceAfterTheEnd(all);
    }
    l1.away = false;
    l1.refusals.clear();
    for (int i = 0; i < 200 && manager.pending() > 0; i++) {
      pass(manager, Duration.ofSeconds(5));
      l1.mine();
    }
    assertThat(manager.pending()).isZero();
    assertThat(all).allMatch(seen -> seen.transaction.outcome() != null);
    assertThat(confirmed).isPositive();
  }

  private static void requireOneUserOfEachNonce(TxManager manager) {
    Map<Long, PendingTransaction> users = new HashMap<>();
    for (PendingTransaction transaction : manager.all()) {
      Long nonce = transaction.nonce();
      if (nonce != null) {
        assertThat(users.put(nonce, transaction)).as("nonce %d", nonce).isNull();
      }
    }
  }

  private static void requireSilenceAfterTheEnd(List<Seen> all) {
    for (Seen seen : all) {
      if (seen.transaction.outcome() == null) {
        continue;
      }
      int published = seen.transaction.published().size();
      if (seen.publishedAtEnd < 0) {
        seen.publishedAtEnd = published;
      }
      assertThat(published).isEqualTo(seen.publishedAtEnd);
      if (seen.transaction.outcome() instanceof TxOutcome.Failed failed) {
        assertThat(failed.published()).isEqualTo(seen.transaction.published());
      }
    }
  }
}
