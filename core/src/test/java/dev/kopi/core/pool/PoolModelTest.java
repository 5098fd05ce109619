package dev.kopi.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random steps of a pool against {@link NaivePool}, with invariants after each of them. */
class PoolModelTest {
  private static final int STEPS = 400;
  private static final int SENDERS = 5;

  static List<Long> seeds() {
    List<Long> seeds = new ArrayList<>();
    for (long seed = 1; seed <= 100; seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void agreesWithTheNaivePool(long seed) {
    new Run(seed).steps();
  }

  private static final class Run {
    private final Random random;
    private final PoolLimits limits;
    private final PoolContents pool;
    private final NaivePool naive;
    private final Map<Address, Account> state = new HashMap<>();
    private final List<PoolTransaction> included = new ArrayList<>();
    private long baseFee;
    private long now;

    Run(long seed) {
      random = new Random(seed);
      limits =
          PoolLimits.DEFAULT.toBuilder()
              .priceLimit(UInt256.of(2))
              .accountSlots(1 + random.nextInt(3))
              .globalSlots(3 + random.nextInt(8))
              .accountQueue(1 + random.nextInt(4))
              .globalQueue(2 + random.nextInt(6))
              .globalBytes(1_000 + random.nextInt(2_000))
              .globalQueueBytes(500 + random.nextInt(1_500))
              .lifetimeMillis(50)
              .build();
      pool = new PoolContents(limits);
      naive = new NaivePool(limits);
      for (int i = 0; i < SENDERS; i++) {
        state.put(PoolSamples.sender(i), PoolSamples.account(random.nextInt(3), 100));
      }
    }

    void steps() {
      for (int step = 0; step < STEPS; step++) {
        now += random.nextInt(10);
        int kind = random.nextInt(20);
        if (kind < 14) {
          add();
        } else if (kind < 17) {
          newHead();
        } else if (kind < 18) {
          remove();
        } else {
          pool.expire(now);
          naive.expire(now);
        }
        check("step " + step);
      }
    }

    private Account account(Address sender) {
      return state.getOrDefault(sender, Account.EMPTY);
    }

    private PoolTransaction some() {
      int sender = random.nextInt(SENDERS);
      long nonce = account(PoolSamples.sender(sender)).nonce() + random.nextInt(7) - 1;
      long tip = 1 + random.nextInt(20);
      return PoolSamples.transaction(
          sender,
          Math.max(0, nonce),
          tip,
          tip + random.nextInt(40),
          random.nextInt(30),
          random.nextInt(4) == 0 ? random.nextInt(800) : 0);
    }

    private void add() {
      PoolTransaction one = some();
      Account account = account(one.sender());
      PoolRefusal expected = naive.add(one, account, now);
      Set<PoolTransaction> executableBefore = executable();
      switch (pool.decide(one, account)) {
        case PoolDecision.Refuse refuse -> assertThat(refuse.reason()).isEqualTo(expected);
        case PoolDecision.Admit admit -> {
          assertThat(expected).isNull();
          List<PoolTransaction> promoted = pool.apply(admit, now);
          assertPromoted(executableBefore, promoted);
          if (pool.gapped(one.sender()).contains(one)) {
            assertThat(executable()).isEqualTo(executableBefore);
          }
          BigInteger cost =
              own(one.sender()).stream()
                  .map(other -> other.cost().toBigInteger())
                  .reduce(BigInteger.ZERO, BigInteger::add);
          assertThat(cost).isLessThanOrEqualTo(account.balance().toBigInteger());
        }
      }
    }

    private List<PoolTransaction> own(Address sender) {
      List<PoolTransaction> out = new ArrayList<>(pool.executable(sender));
      out.addAll(pool.gapped(sender));
      return out;
    }

    private void assertPromoted(Set<PoolTransaction> before, List<PoolTransaction> promoted) {
      Set<PoolTransaction> after = executable();
      after.removeAll(before);
      assertThat(promoted).containsExactlyInAnyOrderElementsOf(after);
    }

    private Set<PoolTransaction> executable() {
      Set<PoolTransaction> out = new HashSet<>();
      state.keySet().forEach(sender -> out.addAll(pool.executable(sender)));
      return out;
    }

    /** Includes some executable transactions, or takes some of them back. */
    private void newHead() {
      List<PoolTransaction> reinjected = new ArrayList<>();
      Map<Address, Account> changed = new HashMap<>();
      if (random.nextInt(3) == 0 && !included.isEmpty()) {
        int from = random.nextInt(included.size());
        List<PoolTransaction> removed = included.subList(from, included.size());
        for (PoolTransaction one : removed) {
          Account account = changed.getOrDefault(one.sender(), account(one.sender()));
          if (one.nonce() < account.nonce()) {
            changed.put(one.sender(), moved(account, one.nonce()));
          }
          reinjected.add(one);
        }
        removed.clear();
      } else {
        for (Address sender : state.keySet()) {
          List<PoolTransaction> ready = pool.executable(sender);
          int count = random.nextInt(ready.size() + 1);
          if (count > 0 || random.nextInt(4) == 0) {
            // Now and then another transaction than the pool's takes the nonce.
            long nonce = account(sender).nonce() + count + (random.nextInt(6) == 0 ? 1 : 0);
            included.addAll(ready.subList(0, count));
            changed.put(sender, moved(account(sender), nonce));
          }
        }
      }
      state.putAll(changed);
      baseFee = random.nextInt(30);
      NewHead head =
          new NewHead(changed, reinjected, 20_000 + random.nextInt(20) * 1000, UInt256.of(baseFee));
      Set<PoolTransaction> before = executable();
      naive.reset(head, now);
      assertPromoted(before, pool.reset(head, now));
    }

    private Account moved(Account account, long nonce) {
      return PoolSamples.account(nonce, 20 + random.nextInt(100));
    }

    private void remove() {
      List<PoolTransaction> some = new ArrayList<>(executable());
      if (!some.isEmpty()) {
        some.sort(Comparator.comparingLong(PoolTransaction::arrival));
        PoolTransaction one = some.get(random.nextInt(some.size()));
        pool.remove(one.envelope().hash());
        naive.remove(one);
      }
    }

    private void check(String step) {
      PoolUsage executable = PoolUsage.NONE;
      PoolUsage gapped = PoolUsage.NONE;
      for (Address sender : state.keySet()) {
        List<PoolTransaction> ready = pool.executable(sender);
        List<PoolTransaction> waiting = pool.gapped(sender);
        assertThat(ready).as(step).isEqualTo(naive.executable(sender));
        assertThat(waiting).as(step).isEqualTo(naive.gapped(sender));
        assertThat(waiting.size()).as(step).isLessThanOrEqualTo(limits.accountQueue());
        long next = account(sender).nonce();
        for (PoolTransaction one : ready) {
          assertThat(one.nonce()).as(step).isEqualTo(next++);
          executable = executable.plus(PoolUsage.of(one));
        }
        assertThat(pool.nextNonce(sender, account(sender).nonce())).as(step).isEqualTo(next);
        for (PoolTransaction one : waiting) {
          assertThat(one.nonce()).as(step).isGreaterThan(next);
          gapped = gapped.plus(PoolUsage.of(one));
        }
        for (PoolTransaction one : own(sender)) {
          assertThat(pool.get(one.envelope().hash())).as(step).isSameAs(one);
        }
      }
      assertThat(pool.executableUsage()).as(step).isEqualTo(executable);
      assertThat(pool.gappedUsage()).as(step).isEqualTo(gapped);
      assertThat(executable.fits(pool.executableBound())).as(step).isTrue();
      assertThat(gapped.fits(pool.gappedBound())).as(step).isTrue();
      assertThat(pool.senders()).as(step).containsExactlyInAnyOrderElementsOf(naive.senders());
    }
  }
}
