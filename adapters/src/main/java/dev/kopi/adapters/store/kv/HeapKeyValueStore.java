package dev.kopi.adapters.store.kv;

import dev.kopi.core.store.StoreException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A database in the Java heap: an immutable tree for each table, all published together. */
public final class HeapKeyValueStore implements KeyValueStore {
  private volatile @Nullable AvlTree @Nullable [] trees =
      new @Nullable AvlTree[Table.values().length];

  private @Nullable AvlTree[] current() {
    @Nullable AvlTree[] now = trees;
    if (now == null) {
      throw new StoreException(StoreException.Reason.CLOSED, "the store is closed");
    }
    return now;
  }

  @Override
  public byte @Nullable [] get(Table table, byte[] key) {
    return AvlTree.get(current()[table.ordinal()], key);
  }

  @Override
  public synchronized void write(WriteBatch batch) {
    @Nullable AvlTree[] next = current().clone();
    for (WriteBatch.Change change : batch.changes()) {
      int table = change.table.ordinal();
      if (change.value != null) {
        next[table] = AvlTree.put(next[table], change.key, change.value);
      } else if (change.end != null) {
        next[table] = removeRange(next[table], change.key, change.end);
      } else {
        next[table] = AvlTree.remove(next[table], change.key);
      }
    }
    trees = next;
  }

  private static @Nullable AvlTree removeRange(@Nullable AvlTree tree, byte[] from, byte[] to) {
    AvlTree next = tree;
    HeapCursor cursor = new HeapCursor(tree, from);
    while (cursor.valid() && Arrays.compareUnsigned(cursor.key(), to) < 0) {
      next = AvlTree.remove(next, cursor.key());
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
  public long size(Table table) {
    long size = 0;
    HeapCursor cursor = new HeapCursor(current()[table.ordinal()], new byte[0]);
    for (; cursor.valid(); cursor.next()) {
      size += cursor.key().length + cursor.value().length;
    }
    return size;
  }

  @Override
  public long entries(Table table) {
    long count = 0;
    HeapCursor cursor = new HeapCursor(current()[table.ordinal()], new byte[0]);
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
  public void compact(Table table) {
    current();
  }

  @Override
  public synchronized void close() {
    trees = null;
  }

  private static final class HeapSnapshot implements Snapshot {
    private final @Nullable AvlTree[] trees;

    HeapSnapshot(@Nullable AvlTree[] trees) {
      this.trees = trees;
    }

    @Override
    public byte @Nullable [] get(Table table, byte[] key) {
      return AvlTree.get(trees[table.ordinal()], key);
    }

    @Override
    public Cursor seek(Table table, byte[] from) {
      return new HeapCursor(trees[table.ordinal()], from);
    }

    @Override
    public void close() {}
  }

  private static final class HeapCursor implements Cursor {
    /** Ancestors whose entry and right subtree are still to be visited, the next one on top. */
    private final Deque<AvlTree> pending = new ArrayDeque<>();

    HeapCursor(@Nullable AvlTree tree, byte[] from) {
      AvlTree at = tree;
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
      AvlTree at = pending.pop().right;
      while (at != null) {
        pending.push(at);
        at = at.left;
      }
    }

    @Override
    public void close() {}
  }
}
