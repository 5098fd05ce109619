package dev.kopi.services.engine.chain;

import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * How the canonical chain changed.
 *
 * @param removed blocks that are no longer canonical, the newest first
 * @param added blocks that became canonical, the oldest first; the last one is the head
 * @param head the new head
 */
public record HeadChange(List<Hash> removed, List<Hash> added, Hash head) {
  /** Copies the lists. */
  public HeadChange {
    removed = List.copyOf(removed);
    added = List.copyOf(added);
  }

  /** This change and the next one as one change. */
  HeadChange then(HeadChange next) {
    int undone = Math.min(added.size(), next.removed.size());
    List<Hash> gone = new ArrayList<>(removed);
    gone.addAll(next.removed.subList(undone, next.removed.size()));
    List<Hash> come = new ArrayList<>(added.subList(0, added.size() - undone));
    come.addAll(next.added);
    // A block that was removed and is back did not change.
    int back = 0;
    while (back < Math.min(gone.size(), come.size())
        && gone.get(gone.size() - 1 - back).equals(come.get(back))) {
      back++;
    }
    return new HeadChange(
        gone.subList(0, gone.size() - back), come.subList(back, come.size()), next.head);
  }

  /** The number of hashes. */
  int size() {
    return removed.size() + added.size();
  }
}
