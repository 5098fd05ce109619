package dev.kopi.core.pool;

import static dev.kopi.core.pool.PoolSamples.RICH;
import static dev.kopi.core.pool.PoolSamples.account;
import static dev.kopi.core.pool.PoolSamples.blobs;
import static dev.kopi.core.pool.PoolSamples.delegating;
import static dev.kopi.core.pool.PoolSamples.sender;
import static dev.kopi.core.pool.PoolSamples.transaction;
import static dev.kopi.core.pool.PoolSamples.withGasLimit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoolContentsTest {
  private static final int A = 1;
  private static final int B = 2;
  private static final int C = 3;

  /** Room for four executable and three gapped transactions. */
  private static final PoolLimits SMALL =
      PoolLimits.DEFAULT.toBuilder()
          .accountSlots(2)
          .globalSlots(4)
          .accountQueue(2)
          .globalQueue(3)
          .build();

  private PoolContents pool = new PoolContents(PoolLimits.DEFAULT);
  private long now = 1_000;

  private List<PoolTransaction> add(PoolTransaction one) {
    return add(one, RICH);
  }

  private List<PoolTransaction> add(PoolTransaction one, Account account) {
    if (pool.decide(one, account) instanceof PoolDecision.Admit admit) {
      return pool.apply(admit, now);
    }
    throw new AssertionError(pool.decide(one, account));
  }

  private PoolRefusal refusal(PoolTransaction one) {
    return refusal(one, RICH);
  }

  private PoolRefusal refusal(PoolTransaction one, Account account) {
    List<PoolTransaction> before = all();
    PoolDecision decision = pool.decide(one, account);
    assertThat(all()).as("nothing changes by a decision").isEqualTo(before);
    if (decision instanceof PoolDecision.Refuse refuse) {
      return refuse.reason();
    }
    throw new AssertionError(decision);
  }

  private List<PoolTransaction> all() {
    List<PoolTransaction> out = new ArrayList<>();
    for (Address sender : pool.senders()) {
      out.addAll(pool.executable(sender));
      out.addAll(pool.gapped(sender));
    }
    return out;
  }

  private void head(long baseFee, Map<Address, Account> accounts, PoolTransaction... reinjected) {
    pool.reset(new NewHead(accounts, List.of(reinjected), 30_000_000, UInt256.of(baseFee)), now);
  }

  @Test
  void replacesATransactionThatIsOutbidByTenPercentInBothPrices() {
    PoolTransaction old = transaction(A, 0, 100, 1000, 0, 0);
    add(old);
    assertThat(refusal(transaction(A, 0, 109, 1100, 0, 0)))
        .isEqualTo(PoolRefusal.REPLACEMENT_UNDERPRICED);
    assertThat(refusal(transaction(A, 0, 110, 1099, 0, 0)))
        .isEqualTo(PoolRefusal.REPLACEMENT_UNDERPRICED);
    PoolTransaction fresh = transaction(A, 0, 110, 1100, 0, 0);
    assertThat(add(fresh)).containsExactly(fresh);
    assertThat(all()).containsExactly(fresh);
    assertThat(pool.get(old.envelope().hash())).isNull();
  }

  @Test
  void replacesABlobTransactionOnlyForTwiceItsPrices() {
    add(blobs(A, 0, 100, 50, 1));
    assertThat(refusal(blobs(A, 0, 199, 100, 1))).isEqualTo(PoolRefusal.REPLACEMENT_UNDERPRICED);
    assertThat(refusal(blobs(A, 0, 200, 99, 1))).isEqualTo(PoolRefusal.REPLACEMENT_UNDERPRICED);
    add(blobs(A, 0, 200, 100, 1));
    assertThat(pool.executableUsage().transactions()).isEqualTo(1);
  }

  @Test
  void pricesOfZeroAndOneNeedARealBump() {
    pool = new PoolContents(PoolLimits.DEFAULT.toBuilder().priceLimit(UInt256.ZERO).build());
    add(transaction(A, 0, 1, 1, 0, 0));
    assertThat(refusal(transaction(A, 0, 1, 1, 5, 0)))
        .isEqualTo(PoolRefusal.REPLACEMENT_UNDERPRICED);
    add(transaction(A, 0, 2, 2, 0, 0));
  }

  @Test
  void keepsTheOriginalWhenItsReplacementDoesNotFit() {
    PoolTransaction original = transaction(A, 0, 10);
    PoolTransaction other = transaction(B, 0, 100, 1000, 0, 400);
    pool =
        new PoolContents(
            PoolLimits.DEFAULT.toBuilder().globalBytes(original.size() + other.size()).build());
    add(original);
    add(other);
    // The replacement is larger, and only a dearer transaction could give way to it.
    assertThat(refusal(transaction(A, 0, 20, 200, 0, 100))).isEqualTo(PoolRefusal.POOL_FULL);
    assertThat(all()).containsExactlyInAnyOrder(original, other);
  }

  @Test
  void evictsNothingForATransactionThatItRefusesThen() {
    PoolTransaction cheap = transaction(A, 0, 10, 100, 0, 100);
    PoolTransaction dear = transaction(B, 0, 90, 900, 0, 400);
    pool =
        new PoolContents(
            PoolLimits.DEFAULT.toBuilder().globalBytes(cheap.size() + dear.size()).build());
    add(cheap);
    add(dear);
    // Evicting the cheap one is not enough.
    assertThat(refusal(transaction(C, 0, 50, 500, 0, 300))).isEqualTo(PoolRefusal.POOL_FULL);
    assertThat(all()).containsExactlyInAnyOrder(cheap, dear);
  }

  @Test
  void decidesAnewWhenThePoolChangedAfterADecision() {
    PoolDecision decision = pool.decide(transaction(A, 0, 10), RICH);
    add(transaction(B, 0, 10));
    assertThatThrownBy(() -> pool.apply((PoolDecision.Admit) decision, now))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void knowsTransactionsByTheirHash() {
    PoolTransaction one = transaction(A, 0, 10);
    add(one);
    assertThat(refusal(one)).isEqualTo(PoolRefusal.ALREADY_KNOWN);
  }

  @Test
  void refusesTipsBelowThePriceLimit() {
    assertThat(refusal(transaction(A, 0, 0, 100, 0, 0))).isEqualTo(PoolRefusal.PRICE_TOO_LOW);
  }

  @Test
  void refusesNoncesBelowTheStateNonce() {
    assertThat(refusal(transaction(A, 4, 10), account(5, 0))).isEqualTo(PoolRefusal.NONCE_TOO_LOW);
  }

  @Test
  void readsNoncesAsUnsigned() {
    Account old = account(-3, 0);
    PoolTransaction last = transaction(A, -2, 10);
    add(transaction(A, -3, 10), old);
    add(last, old);
    assertThat(pool.executable(sender(A))).hasSize(2).endsWith(last);
    assertThat(refusal(transaction(A, 7, 10), old)).isEqualTo(PoolRefusal.NONCE_TOO_LOW);
  }

  @Test
  void promotesWhatWaitedForTheMissingNonce() {
    PoolTransaction first = transaction(A, 0, 10);
    PoolTransaction second = transaction(A, 1, 10);
    PoolTransaction fourth = transaction(A, 3, 10);
    assertThat(add(fourth)).isEmpty();
    assertThat(add(second)).isEmpty();
    assertThat(pool.nextNonce(sender(A), 0)).isZero();
    assertThat(add(first)).containsExactly(first, second);
    assertThat(pool.executable(sender(A))).containsExactly(first, second);
    assertThat(pool.gapped(sender(A))).containsExactly(fourth);
    assertThat(pool.nextNonce(sender(A), 0)).isEqualTo(2);
    assertThat(pool.nextNonce(sender(A), 3)).as("a state newer than the pool's").isEqualTo(4);
  }

  @Test
  void demotesWhatIsBehindARemovedTransaction() {
    PoolTransaction middle = transaction(A, 1, 10);
    PoolTransaction last = transaction(A, 2, 10);
    add(transaction(A, 0, 10));
    add(middle);
    add(last);
    pool.remove(middle.envelope().hash());
    assertThat(pool.executable(sender(A))).hasSize(1);
    assertThat(pool.gapped(sender(A))).containsExactly(last);
  }

  @Test
  void demotesNoMoreThanAnAccountsQueueHolds() {
    pool = new PoolContents(SMALL);
    PoolTransaction first = transaction(A, 0, 10);
    add(first);
    add(transaction(A, 1, 10));
    add(transaction(A, 2, 10));
    add(transaction(A, 3, 10));
    pool.remove(first.envelope().hash());
    assertThat(pool.executable(sender(A))).isEmpty();
    assertThat(pool.gapped(sender(A))).extracting(PoolTransaction::nonce).containsExactly(1L, 2L);
  }

  @Test
  void coversTheCostOfAllOfASendersTransactions() {
    Account account = account(0, 100);
    add(transaction(A, 0, 10, 100, 60, 0), account);
    assertThat(refusal(transaction(A, 1, 10, 100, 41, 0), account))
        .isEqualTo(PoolRefusal.INSUFFICIENT_FUNDS);
    assertThat(refusal(transaction(A, 5, 10, 100, 41, 0), account))
        .as("gapped ones count as well")
        .isEqualTo(PoolRefusal.INSUFFICIENT_FUNDS);
    assertThat(refusal(transaction(A, 0, 20, 200, 101, 0), account))
        .isEqualTo(PoolRefusal.INSUFFICIENT_FUNDS);
    add(transaction(A, 0, 20, 200, 90, 0), account);
    PoolDecision decision = pool.decide(transaction(A, 1, 10, 100, 20, 0), account);
    assertThat(decision)
        .isInstanceOfSatisfying(
            PoolDecision.Refuse.class,
            refuse -> assertThat(refuse.pendingCost()).isEqualTo(BigInteger.valueOf(90)));
  }

  @Test
  void boundsAnAccountsGappedTransactions() {
    pool = new PoolContents(SMALL);
    add(transaction(A, 2, 10));
    add(transaction(A, 4, 10));
    assertThat(refusal(transaction(A, 6, 10))).isEqualTo(PoolRefusal.ACCOUNT_QUEUE_FULL);
    add(transaction(A, 2, 20));
    add(transaction(A, 0, 10));
    assertThat(pool.executableUsage().transactions()).isEqualTo(1);
  }

  @Test
  void gappedTransactionsNeverDisplaceExecutableOnes() {
    pool = new PoolContents(SMALL);
    for (int i = 0; i < 4; i++) {
      add(transaction(10 + i, 0, 1));
    }
    add(transaction(A, 5, 1000));
    add(transaction(B, 5, 1000));
    add(transaction(C, 5, 1000));
    assertThat(pool.executableUsage().transactions()).isEqualTo(4);
    assertThat(refusal(transaction(4, 5, 1000))).isEqualTo(PoolRefusal.POOL_FULL);
    assertThat(refusal(transaction(4, 0, 1))).isEqualTo(PoolRefusal.POOL_FULL);
  }

  @Test
  void executableTransactionsAreTakenWhateverTheQueueHolds() {
    pool = new PoolContents(SMALL);
    add(transaction(A, 5, 1000));
    add(transaction(B, 5, 1000));
    add(transaction(C, 5, 1000));
    PoolTransaction honest = transaction(4, 0, 1);
    assertThat(add(honest)).containsExactly(honest);
    assertThat(pool.gappedUsage().transactions()).isEqualTo(3);
  }

  @Test
  void theLargestAccountGivesWayInAFullQueue() {
    pool = new PoolContents(SMALL);
    PoolTransaction first = transaction(A, 5, 1000);
    PoolTransaction last = transaction(A, 7, 1000);
    PoolTransaction other = transaction(B, 5, 1000);
    add(first);
    add(last);
    add(other);
    PoolTransaction newcomer = transaction(C, 5, 1);
    add(newcomer);
    assertThat(all()).containsExactlyInAnyOrder(first, other, newcomer);
  }

  @Test
  void aFullQueueTakesWhoPaysMoreAmongEqualAccounts() {
    pool = new PoolContents(SMALL);
    PoolTransaction cheap = transaction(A, 5, 9);
    add(cheap);
    add(transaction(B, 5, 10));
    add(transaction(C, 5, 11));
    assertThat(refusal(transaction(4, 5, 9))).isEqualTo(PoolRefusal.POOL_FULL);
    add(transaction(4, 5, 10));
    assertThat(pool.get(cheap.envelope().hash())).isNull();
  }

  @Test
  void boundsTheBytesOfTheQueue() {
    pool = new PoolContents(PoolLimits.DEFAULT.toBuilder().globalQueueBytes(100_000).build());
    add(transaction(A, 5, 1000, 1000, 0, 90_000));
    PoolTransaction small = transaction(B, 5, 1);
    add(small);
    assertThat(refusal(transaction(C, 5, 1000, 1000, 0, 95_000))).isEqualTo(PoolRefusal.POOL_FULL);
    PoolTransaction middle = transaction(C, 5, 1, 1, 0, 20_000);
    add(middle);
    assertThat(all()).containsExactlyInAnyOrder(small, middle);
  }

  @Test
  void theCheapestLastTransactionGivesWay() {
    pool = new PoolContents(SMALL);
    PoolTransaction first = transaction(A, 0, 1);
    PoolTransaction second = transaction(A, 1, 50);
    add(first);
    add(second);
    add(transaction(B, 0, 20));
    add(transaction(C, 0, 30));
    // The second of A is worth no more than the first, which comes before it.
    add(transaction(4, 0, 10));
    assertThat(pool.get(second.envelope().hash())).isNull();
    assertThat(pool.executable(sender(A))).containsExactly(first);
    add(transaction(5, 0, 10));
    assertThat(pool.executable(sender(A))).isEmpty();
    assertThat(refusal(transaction(6, 0, 10))).isEqualTo(PoolRefusal.POOL_FULL);
  }

  @Test
  void transactionsBelowTheBaseFeeGiveWayFirst() {
    pool = new PoolContents(SMALL);
    head(100, Map.of());
    PoolTransaction never = transaction(A, 0, 50, 99, 0, 0);
    add(never);
    add(transaction(B, 0, 3));
    add(transaction(C, 0, 3, 1000, 0, 0));
    add(transaction(4, 0, 3, 1000, 0, 0));
    head(20, Map.of());
    head(100, Map.of());
    assertThat(refusal(transaction(5, 0, 29, 29, 0, 0))).isEqualTo(PoolRefusal.POOL_FULL);
    add(transaction(5, 0, 2, 1000, 0, 0));
    assertThat(pool.executable(sender(B))).isEmpty();
    add(transaction(6, 0, 2, 1000, 0, 0));
    assertThat(pool.get(never.envelope().hash())).isNull();
  }

  @Test
  void accountsKeepTheirGuaranteedSlotsAgainstLargerOnes() {
    pool = new PoolContents(SMALL);
    for (long nonce = 0; nonce < 4; nonce++) {
      add(transaction(A, nonce, 1000));
    }
    add(transaction(B, 0, 1));
    add(transaction(B, 1, 1));
    assertThat(pool.executable(sender(A)))
        .extracting(PoolTransaction::nonce)
        .containsExactly(0L, 1L);
    assertThat(refusal(transaction(B, 2, 1))).isEqualTo(PoolRefusal.POOL_FULL);
    assertThat(refusal(transaction(C, 0, 1))).isEqualTo(PoolRefusal.POOL_FULL);
  }

  @Test
  void slotsAreGuaranteedOnlyToWhoCoversTheBaseFee() {
    pool = new PoolContents(SMALL);
    head(50, Map.of());
    for (long nonce = 0; nonce < 4; nonce++) {
      add(transaction(A, nonce, 10));
    }
    assertThat(refusal(transaction(B, 0, 1, 49, 0, 0))).isEqualTo(PoolRefusal.POOL_FULL);
  }

  @Test
  void anAccountDoesNotEvictItsOwnTransactions() {
    pool = new PoolContents(SMALL);
    for (long nonce = 0; nonce < 4; nonce++) {
      add(transaction(A, nonce, 1));
    }
    assertThat(refusal(transaction(A, 4, 1000))).isEqualTo(PoolRefusal.POOL_FULL);
  }

  @Test
  void promotionTakesTheRoomThatIsLeft() {
    pool = new PoolContents(SMALL);
    add(transaction(B, 0, 100));
    add(transaction(C, 0, 100));
    add(transaction(A, 1, 100));
    PoolTransaction third = transaction(A, 2, 100);
    add(third);
    add(transaction(A, 0, 100));
    assertThat(pool.executable(sender(A))).hasSize(2);
    assertThat(pool.get(third.envelope().hash())).isNull();
    assertThat(pool.gappedUsage().transactions()).isZero();
  }

  @Test
  void blobTransactionsNeitherMixNorWaitBehindAGap() {
    add(blobs(A, 0, 10, 1, 1));
    assertThat(refusal(transaction(A, 1, 10))).isEqualTo(PoolRefusal.OTHER_KIND_PENDING);
    assertThat(refusal(blobs(A, 2, 10, 1, 1))).isEqualTo(PoolRefusal.BLOBS_BEHIND_GAP);
    add(transaction(B, 0, 10));
    assertThat(refusal(blobs(B, 1, 10, 1, 1))).isEqualTo(PoolRefusal.OTHER_KIND_PENDING);
  }

  @Test
  void dropsBlobTransactionsBehindARemovedOne() {
    PoolTransaction first = blobs(A, 0, 10, 1, 1);
    add(first);
    add(blobs(A, 1, 10, 1, 1));
    pool.remove(first.envelope().hash());
    assertThat(all()).isEmpty();
    assertThat(pool.executableUsage()).isEqualTo(PoolUsage.NONE);
    assertThat(pool.gappedUsage()).isEqualTo(PoolUsage.NONE);
  }

  @Test
  void onlyBlobTransactionsGiveWayToBlobs() {
    pool = new PoolContents(PoolLimits.DEFAULT.toBuilder().globalBlobs(6).build());
    PoolTransaction plain = transaction(A, 0, 1);
    PoolTransaction cheap = blobs(B, 0, 5, 1, 6);
    add(plain);
    add(cheap);
    assertThat(refusal(blobs(C, 0, 5, 1, 1))).isEqualTo(PoolRefusal.POOL_FULL);
    PoolTransaction dear = blobs(C, 0, 6, 1, 1);
    add(dear);
    assertThat(all()).containsExactlyInAnyOrder(plain, dear);
  }

  @Test
  void aNewHeadDropsWhatWasIncludedAndWhatCannotBePaid() {
    add(transaction(A, 0, 10, 100, 5, 0));
    PoolTransaction second = transaction(A, 1, 10, 100, 5, 0);
    PoolTransaction third = transaction(A, 2, 10, 100, 50, 0);
    PoolTransaction fourth = transaction(A, 3, 10, 100, 5, 0);
    add(second);
    add(third);
    add(fourth);
    long before = pool.executableVersion();
    head(1, Map.of(sender(A), account(1, 20)));
    assertThat(pool.executable(sender(A))).containsExactly(second);
    assertThat(pool.gapped(sender(A))).containsExactly(fourth);
    assertThat(pool.executableVersion()).isNotEqualTo(before);
  }

  @Test
  void aNewHeadPromotesWhatItMakesExecutable() {
    PoolTransaction waiting = transaction(A, 3, 10);
    add(waiting);
    List<PoolTransaction> promoted =
        pool.reset(
            new NewHead(Map.of(sender(A), account(3, 100)), List.of(), 30_000_000, UInt256.ONE),
            now);
    assertThat(promoted).containsExactly(waiting);
    assertThat(pool.executable(sender(A))).containsExactly(waiting);
  }

  @Test
  void aLowerGasLimitDropsWhatIsAboveIt() {
    head(1, Map.of());
    add(withGasLimit(A, 0, 20_000_000));
    add(withGasLimit(B, 0, 10_000_000));
    pool.reset(new NewHead(Map.of(), List.of(), 15_000_000, UInt256.ONE), now);
    assertThat(pool.senders()).containsExactly(sender(B));
  }

  @Test
  void aReorgTakesTransactionsBackAndKeepsThoseBehindThem() {
    pool = new PoolContents(PoolLimits.DEFAULT.toBuilder().accountQueue(1).build());
    Account later = account(2, 100);
    PoolTransaction first = transaction(A, 0, 10);
    PoolTransaction second = transaction(A, 1, 10);
    PoolTransaction third = transaction(A, 2, 10);
    PoolTransaction fourth = transaction(A, 3, 10);
    add(third, later);
    add(fourth, later);
    List<PoolTransaction> promoted =
        pool.reset(
            new NewHead(
                Map.of(sender(A), account(0, 100)),
                List.of(first, second),
                30_000_000,
                UInt256.ONE),
            now);
    assertThat(promoted).containsExactly(first, second);
    assertThat(pool.executable(sender(A))).containsExactly(first, second, third, fourth);
  }

  @Test
  void gappedTransactionsExpireAfterTheirLifetime() {
    long lifetime = PoolLimits.DEFAULT.lifetimeMillis();
    add(transaction(A, 0, 10));
    add(transaction(A, 2, 10));
    now += lifetime;
    PoolTransaction fresh = transaction(B, 2, 10);
    add(fresh);
    assertThat(pool.expire(now)).isZero();
    assertThat(pool.expire(now + 1)).isEqualTo(1);
    assertThat(pool.executable(sender(A))).hasSize(1);
    assertThat(pool.gapped(sender(A))).isEmpty();
    assertThat(pool.gapped(sender(B))).containsExactly(fresh);
  }

  @Test
  void moreGappedTransactionsDoNotProlongTheLifetimeButExecutableOnesDo() {
    long lifetime = PoolLimits.DEFAULT.lifetimeMillis();
    add(transaction(A, 5, 10));
    add(transaction(B, 5, 10));
    now += lifetime;
    add(transaction(A, 7, 10));
    add(transaction(A, 5, 20));
    add(transaction(B, 0, 10));
    assertThat(pool.expire(now + 1)).isEqualTo(2);
    assertThat(pool.gapped(sender(B))).hasSize(1);
  }

  @Test
  void aFloodOfGappedTransactionsKeepsNobodyOut() {
    for (int account = 100; account < 356; account++) {
      for (long nonce = 1; nonce <= 64; nonce++) {
        PoolTransaction one = transaction(account, nonce, 1_000_000);
        if (pool.decide(one, RICH) instanceof PoolDecision.Admit admit) {
          pool.apply(admit, now);
        }
      }
    }
    assertThat(pool.gappedUsage().transactions()).isEqualTo(PoolLimits.DEFAULT.globalQueue());
    PoolTransaction executable = transaction(A, 0, 1);
    assertThat(add(executable)).containsExactly(executable);
    PoolTransaction gapped = transaction(B, 1, 1);
    add(gapped);
    assertThat(pool.gapped(sender(B))).containsExactly(gapped);
    assertThat(add(transaction(B, 0, 1))).hasSize(2);
  }

  @Test
  void aFloodOfLargeGappedTransactionsKeepsNobodyOut() {
    for (int account = 100; account < 109; account++) {
      for (long nonce = 1; nonce <= 64; nonce++) {
        PoolTransaction one = transaction(account, nonce, 1_000, 1_000, 0, 130_000);
        if (pool.decide(one, RICH) instanceof PoolDecision.Admit admit) {
          pool.apply(admit, now);
        }
      }
    }
    assertThat(pool.gappedUsage().bytes())
        .isLessThanOrEqualTo(PoolLimits.DEFAULT.globalQueueBytes());
    add(transaction(A, 0, 1, 1, 0, 130_000));
    add(transaction(B, 1, 1, 1, 0, 130_000));
    assertThat(pool.gapped(sender(B))).hasSize(1);
  }

  @Test
  void aFloodOfTransactionsBelowTheBaseFeeKeepsNobodyOut() {
    head(1_000, Map.of());
    for (int account = 100; account < 420; account++) {
      for (long nonce = 0; nonce < 16; nonce++) {
        add(transaction(account, nonce, 900, nonce == 0 ? 999 : 100_000, 0, 0));
      }
    }
    assertThat(pool.executableUsage().transactions()).isEqualTo(PoolLimits.DEFAULT.globalSlots());
    PoolTransaction honest = transaction(A, 0, 1, 1_001, 0, 0);
    assertThat(add(honest)).containsExactly(honest);
  }

  @Test
  void aDelegatedAccountHasOneTransactionThatMayBeReplaced() {
    Account delegated =
        new Account(0, UInt256.of(100), Keccak256.EMPTY_TRIE, Keccak256.hash(new byte[] {1}));
    assertThat(refusal(transaction(A, 1, 10), delegated))
        .isEqualTo(PoolRefusal.DELEGATED_SENDER_BEHIND_GAP);
    add(transaction(A, 0, 10), delegated);
    assertThat(refusal(transaction(A, 1, 10), delegated))
        .isEqualTo(PoolRefusal.DELEGATED_SENDER_PENDING);
    add(transaction(A, 0, 20), delegated);
  }

  @Test
  void anAccountWithAnAuthorizationInThePoolCountsAsDelegated() {
    PoolTransaction delegation = delegating(transaction(B, 0, 10), A);
    add(delegation);
    add(transaction(A, 0, 10));
    assertThat(refusal(transaction(A, 1, 10))).isEqualTo(PoolRefusal.DELEGATED_SENDER_PENDING);
    PoolTransaction again = delegating(transaction(B, 0, 20), A);
    add(again);
    assertThat(refusal(transaction(A, 1, 10))).isEqualTo(PoolRefusal.DELEGATED_SENDER_PENDING);
    pool.remove(again.envelope().hash());
    add(transaction(A, 1, 10));
  }

  @Test
  void accountsWithSeveralTransactionsAreNotDelegated() {
    add(transaction(A, 0, 10));
    add(transaction(A, 4, 10));
    assertThat(refusal(delegating(transaction(B, 0, 10), C, A)))
        .isEqualTo(PoolRefusal.AUTHORITY_PENDING);
    add(delegating(transaction(B, 0, 10), C));
  }
}
