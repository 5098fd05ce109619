package dev.kopi.core.pool;

import static dev.kopi.core.pool.PoolSamples.RICH;
import static dev.kopi.core.pool.PoolSamples.blobs;
import static dev.kopi.core.pool.PoolSamples.sender;
import static dev.kopi.core.pool.PoolSamples.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PoolSelectionTest {
  private static final int A = 1;
  private static final int B = 2;

  private final PoolContents pool = new PoolContents(PoolLimits.DEFAULT);
  private final Map<Address, Account> parent = new HashMap<>();
  private final List<Address> read = new ArrayList<>();

  /** The state after the parent, which notes the accounts that are read. */
  private final StateView state =
      new StateView() {
        @Override
        public @Nullable Account account(Address address) {
          read.add(address);
          return parent.get(address);
        }

        @Override
        public UInt256 storage(Address address, UInt256 slot) {
          throw new UnsupportedOperationException();
        }

        @Override
        public Bytes code(Hash codeHash) {
          throw new UnsupportedOperationException();
        }
      };

  private PoolTransaction add(PoolTransaction one) {
    pool.apply((PoolDecision.Admit) pool.decide(one, RICH), 0);
    return one;
  }

  private PoolSelection select(long baseFee, long blobBaseFee) {
    return new PoolSelection(pool, state, UInt256.of(baseFee), UInt256.of(blobBaseFee));
  }

  private static List<PoolTransaction> all(PoolSelection selection) {
    List<PoolTransaction> out = new ArrayList<>();
    for (PoolTransaction next = selection.next(); next != null; next = selection.next()) {
      out.add(next);
    }
    return out;
  }

  @Test
  void takesTheHighestEffectiveTipThenTheFirstToArriveInTheOrderOfNonces() {
    PoolTransaction low = add(transaction(A, 0, 5, 100, 0, 0));
    PoolTransaction high = add(transaction(A, 1, 50, 100, 0, 0));
    PoolTransaction middle = add(transaction(B, 0, 20, 100, 0, 0));
    // Its fee cap leaves a tip of five.
    PoolTransaction capped = add(transaction(3, 0, 60, 65, 0, 0));
    assertThat(all(select(60, 1))).containsExactly(middle, low, high, capped);
  }

  @Test
  void endsForASenderAtTheFirstTransactionThatDoesNotCoverTheFees() {
    PoolTransaction first = add(transaction(A, 0, 5, 100, 0, 0));
    add(transaction(A, 1, 5, 59, 0, 0));
    add(transaction(A, 2, 5, 100, 0, 0));
    add(blobs(B, 0, 100, 6, 1));
    PoolTransaction blob = add(blobs(3, 0, 100, 7, 1));
    assertThat(all(select(60, 7))).containsExactly(blob, first);
  }

  @Test
  void leavesOutWhatTheParentIncludesAlready() {
    add(transaction(A, 0, 5));
    add(transaction(A, 1, 5));
    PoolTransaction third = add(transaction(A, 2, 5));
    PoolTransaction fourth = add(transaction(A, 3, 5));
    parent.put(sender(A), PoolSamples.account(2, 100));
    assertThat(all(select(1, 1))).containsExactly(third, fourth);
  }

  @Test
  void leavesOutSendersWithoutTheNextTransactionForTheParent() {
    Account later = PoolSamples.account(5, 100);
    PoolTransaction fifth = transaction(A, 5, 50);
    pool.apply((PoolDecision.Admit) pool.decide(fifth, later), 0);
    add(transaction(B, 0, 40));
    PoolTransaction other = add(transaction(3, 0, 5));
    parent.put(sender(B), PoolSamples.account(1, 100));
    assertThat(all(select(1, 1))).containsExactly(other);
  }

  @Test
  void readsEachSendersAccountOnceAndOnlyWhenItsTurnComes() {
    add(transaction(A, 0, 50));
    add(transaction(A, 1, 50));
    add(transaction(B, 0, 5));
    PoolSelection selection = select(1, 1);
    assertThat(read).isEmpty();
    selection.next();
    selection.next();
    assertThat(read).containsExactly(sender(A));
  }

  @Test
  void skipsTheRestOfASender() {
    PoolTransaction first = add(transaction(A, 0, 50));
    add(transaction(A, 1, 50));
    PoolTransaction other = add(transaction(B, 0, 5));
    PoolSelection selection = select(1, 1);
    assertThat(selection.next()).isSameAs(first);
    selection.skip(sender(A));
    assertThat(all(selection)).containsExactly(other);
  }

  @Test
  void isNotAffectedByLaterChangesOfThePool() {
    PoolTransaction one = add(transaction(A, 0, 50));
    PoolSelection selection = select(1, 1);
    pool.remove(one.envelope().hash());
    assertThat(all(selection)).containsExactly(one);
  }
}
