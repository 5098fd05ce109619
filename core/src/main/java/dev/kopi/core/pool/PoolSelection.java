package dev.kopi.core.pool;

import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateView;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over executable transactions: highest tip first, then by arrival; for each sender by
 * nonce, up to the first one that does not cover the fees of the block. A copy of the pool's
 * content: for another thread than the pool's.
 */
public final class PoolSelection {
  private final PriorityQueue<PoolTransaction> heads;

  /** Each sender's transactions after its head. */
  private final Map<Address, Deque<PoolTransaction>> rest = new HashMap<>();

  private final Set<Address> started = new HashSet<>();
  private final Set<Address> skipped = new HashSet<>();
  private final StateView parent;
  private final UInt256 baseFee;
  private final UInt256 blobBaseFee;

  /**
   * Over the current content of a pool, whose head may differ from the parent of the block.
   *
   * @param parent the state after the parent
   */
  public PoolSelection(PoolContents pool, StateView parent, UInt256 baseFee, UInt256 blobBaseFee) {
    this.parent = parent;
    this.baseFee = baseFee;
    this.blobBaseFee = blobBaseFee;
    this.heads =
        new PriorityQueue<>(
            Comparator.comparing((PoolTransaction one) -> one.effectiveTip(baseFee))
                .reversed()
                .thenComparingLong(PoolTransaction::arrival));
    for (Address sender : pool.senders()) {
      rest.put(sender, new ArrayDeque<>(pool.executable(sender)));
      advance(sender);
    }
  }

  /** The best remaining transaction, or null. */
  public @Nullable PoolTransaction next() {
    for (PoolTransaction best = heads.poll(); best != null; best = heads.poll()) {
      Address sender = best.sender();
      if (skipped.contains(sender) || (started.add(sender) && !startsAtStateNonce(best))) {
        continue;
      }
      advance(sender);
      return best;
    }
    return null;
  }

  /**
   * Whether a sender's first transaction has the sender's nonce in the parent's state. If it does
   * not, makes the one that has the sender's head.
   */
  private boolean startsAtStateNonce(PoolTransaction first) {
    Account account = parent.account(first.sender());
    long nonce = account == null ? 0 : account.nonce();
    if (first.nonce() == nonce) {
      return true;
    }
    Deque<PoolTransaction> more = rest.getOrDefault(first.sender(), new ArrayDeque<>());
    more.removeIf(one -> Long.compareUnsigned(one.nonce(), nonce) < 0);
    PoolTransaction next = more.peek();
    if (next != null && next.nonce() == nonce) {
      advance(first.sender());
    }
    return false;
  }

  /** Makes a sender's next transaction its head. */
  private void advance(Address sender) {
    Deque<PoolTransaction> more = rest.get(sender);
    PoolTransaction next = more == null ? null : more.poll();
    if (next != null && coversFees(next.transaction())) {
      heads.add(next);
    }
  }

  private boolean coversFees(Transaction transaction) {
    return transaction.maxFeePerGas().compareTo(baseFee) >= 0
        && (transaction.blobHashes().isEmpty()
            || transaction.maxFeePerBlobGas().compareTo(blobBaseFee) >= 0);
  }

  /** Skips the remaining transactions of a sender. */
  public void skip(Address sender) {
    skipped.add(sender);
  }
}
