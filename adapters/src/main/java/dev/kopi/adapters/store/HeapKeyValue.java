package dev.kopi.adapters.store;

import dev.kopi.core.store.StoreException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A database in the Java heap, gone with the process: an immutable tree for each kind, published
 * together.
 */
final class HeapKeyValue implements KeyValue {
  private volatile @Nullable SortedTree @Nullable [] trees =
      new @Nullable SortedTree[Kind.values().length];

  private @Nullable SortedTree[] current() {
    @Nullable SortedTree[] now = trees;
    if (now == null) {
      throw new StoreException(StoreException.Reason.CLOSED, "the store is closed");
    }
    return now;
  }

  @Override
  public byte @Nullable [] get(Kind kind, byte[] key) {
    return SortedTree.get(current()[kind.ordinal()], key);
  }

  @Override
  public synchronized void write(Batch batch) {
    @Nullable SortedTree[] next = current().clone();
    for (Batch.Change change : batch.changes()) {
      int kind = change.kind.ordinal();
      if (change.value != null) {
        next[kind] = SortedTree.put(next[kind], change.key, change.value);
      } else if (change.end != null) {
        next[kind] = removeRange(next[kind], change.key, change.end);
      } else {
        next[kind] = SortedTree.remove(next[kind], change.key);
      }
    }
    trees = next;
  }

  private static @Nullable SortedTree removeRange(
      @Nullable SortedTree tree, byte[] from, byte[] to) {
    SortedTree next = tree;
    HeapCursor cursor = new HeapCursor(tree, from);
    while (cursor.valid() && Arrays.compareUnsigned(cursor.key(), to) < 0) {
      next = SortedTree.remove(next, cursor.key());
      cursor.next();
    }
    return next;
  }

  @Override
  public void sync() {}

  @Override
  public Snapshot snapshot() {
    return new HeapSnapshot(current());
  }

  @Override
  public long size(Kind kind) {
    long size = 0;
    HeapCursor cursor = new HeapCursor(current()[kind.ordinal()], new byte[0]);
    for (; cursor.valid(); cursor.next()) {
      size += cursor.key().length + cursor.value().length;
    }
    return size;
  }

  @Override
  public long entries(Kind kind) {
    long count = 0;
    HeapCursor cursor = new HeapCursor(current()[kind.ordinal()], new byte[0]);
    for (; cursor.valid(); cursor.next()) {
      count++;
    }
    return count;
  }

  @Override
  public void verifyChecksums() {
    current();
  }

  @Override
  public void compact(Kind kind) {
    current();
  }

  @Override
  public synchronized void close() {
    trees = null;
  }

  private static final class HeapSnapshot implements Snapshot {
    private final @Nullable SortedTree[] trees;

    HeapSnapshot(@Nullable SortedTree[] trees) {
      this.trees = trees;
    }

    @Override
    public byte @Nullable [] get(Kind kind, byte[] key) {
      return SortedTree.get(trees[kind.ordinal()], key);
    }

    @Override
    public Cursor seek(Kind kind, byte[] from) {
      return new HeapCursor(trees[kind.ordinal()], from);
    }

    @Override
    public void close() {}
  }

  private static final class HeapCursor implements Cursor {
    /**
     * The entries still to come, the next on top, each standing for itself and all to its right.
     */
    private final Deque<SortedTree> pending = new ArrayDeque<>();

    HeapCursor(@Nullable SortedTree tree, byte[] from) {
      SortedTree at = tree;
      while (at != null) {
        if (Arrays.compareUnsigned(at.key, from) >= 0) {
          pending.push(at);
          at = at.left;
        } else {
          at = at.right;
        }
      }
    }

    @Override
    public boolean valid() {
      return !pending.isEmpty();
    }

    @Override
    public byte[] key() {
      return pending.getFirst().key;
    }

    @Override
    public byte[] value() {
      return pending.getFirst().value;
    }

    @Override
    public void next() {
      SortedTree at = pending.pop().right;
      while (at != null) {
        pending.push(at);
        at = at.left;
      }
    }

    @Override
    public void close() {}
  }
}
