package dev.kopi.core.rollup;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Remembers from which L1 block each safe L2 block was derived last, and decides which L2 block is
 * final once an L1 block is: "everything up to and including this block can be fully derived from
 * the finalized (i.e. canonical and forever irreversible) part of the L1 chain".
 *
 * <p>Owned by one thread.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#finalization">Finalization</a>
 */
public final class Finality {
  /** How many L1 blocks are remembered by default. */
  public static final int LOOKBACK = 4 * 32 + 1;

  /** How many L1 blocks are derived between two attempts while L1's final block stays the same. */
  public static final int DELAY = 64;

  /**
   * An L2 block and the L1 block that it was derived from last.
   *
   * @param l2 the newest L2 block derived up to then
   * @param l1 the L1 block
   */
  public record Derived(L2BlockRef l2, BlockId l1) {}

  private final Deque<Derived> entries = new ArrayDeque<>();
  private final int lookback;

  /** A history of so many L1 blocks. */
  public Finality(int lookback) {
    this.lookback = lookback;
  }

  /** The safe head moved to {@code l2}, derived from {@code l1}. */
  public void onSafe(L2BlockRef l2, BlockId l1) {
    Derived last = entries.peekLast();
    if (last != null && last.l1().number() >= l1.number()) {
      entries.removeLast();
      entries.addLast(new Derived(l2, last.l1()));
      return;
    }
    if (entries.size() >= lookback) {
      entries.removeFirst();
    }
    entries.addLast(new Derived(l2, l1));
  }

  /** Clears the history: the chain may continue on other L1 blocks. */
  public void reset() {
    entries.clear();
  }

  /**
   * The newest L2 block that is final when the L1 chain is final up to a number.
   *
   * @param finalizedL1Number the number of the final L1 block
   * @param finalizedL2Number the number up to which L2 is final already
   * @return null when nothing more is final
   */
  public @Nullable Derived finalizable(long finalizedL1Number, long finalizedL2Number) {
    @Nullable Derived newest = null;
    for (Derived entry : entries) {
      if (entry.l1().number() <= finalizedL1Number && entry.l2().number() > finalizedL2Number) {
        newest = entry;
      }
    }
    return newest;
  }
}
