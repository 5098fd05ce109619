package dev.kopi.core.pool;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over executable transactions: highest tip first, then by arrival; for each sender by
 * nonce.
 */
public final class PoolSelection {
  private final PriorityQueue<PoolTransaction> heads;
  private final Map<Address, Deque<PoolTransaction>> rest = new HashMap<>();
  private final UInt256 baseFee;
  private final UInt256 blobBaseFee;

  /** Over the current content of the pool. */
  public PoolSelection(PoolContents pool, UInt256 baseFee, UInt256 blobBaseFee) {
    this.baseFee = baseFee;
    this.blobBaseFee = blobBaseFee;
    this.heads =
        new PriorityQueue<>(
            Comparator.comparing((PoolTransaction one) -> one.effectiveTip(baseFee))
                .reversed()
                .thenComparingLong(PoolTransaction::arrival));
    for (Address sender : pool.senders()) {
      List<PoolTransaction> payable = payable(pool.executable(sender));
      if (!payable.isEmpty()) {
        rest.put(sender, new ArrayDeque<>(payable));
        advance(sender);
      }
    }
  }

  /** The transactions up to the first one that does not cover the fees of the block. */
  private List<PoolTransaction> payable(List<PoolTransaction> transactions) {
    List<PoolTransaction> out = new ArrayList<>();
    for (PoolTransaction one : transactions) {
      boolean pays = one.transaction().maxFeePerGas().compareTo(baseFee) >= 0;
      boolean blobs = !one.transaction().blobHashes().isEmpty();
      if (!pays || (blobs && one.transaction().maxFeePerBlobGas().compareTo(blobBaseFee) < 0)) {
        break;
      }
      out.add(one);
    }
    return out;
  }

  /** The best remaining transaction, or null. */
  public @Nullable PoolTransaction next() {
    PoolTransaction best = heads.poll();
    if (best != null) {
      advance(best.sender());
    }
    return best;
  }

  private void advance(Address sender) {
    Deque<PoolTransaction> more = rest.get(sender);
    PoolTransaction next = more == null ? null : more.poll();
    if (next != null) {
      heads.add(next);
    }
  }

  /** Skips the remaining transactions of a sender. */
  public void skip(Address sender) {
    rest.remove(sender);
    heads.removeIf(one -> one.sender().equals(sender));
  }
}
