package dev.kopi.services.node.rpc;

import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L2BlockRef;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history of safe heads: which L2 block was safe after which L1 block. Written by the driver's
 * thread, read by any. When it cannot be written it answers nothing more.
 */
public final class SafeHeads {
  private static final Logger LOG = LoggerFactory.getLogger(SafeHeads.class);

  /**
   * A safe head.
   *
   * @param l1 the L1 block that it was derived from last
   * @param l2 the safe head
   */
  public record Entry(BlockId l1, BlockId l2) {}

  /** Entries in the order of their L1 blocks. */
  interface Entries {
    int size();

    Entry get(int index);

    /** Keeps the first so many. */
    void truncate(int newSize);

    void append(Entry entry);
  }

  private final Entries entries;
  private boolean failed;

  private SafeHeads(Entries entries) {
    this.entries = entries;
  }

  /** Keeps the entries of so many L1 blocks in memory. */
  public SafeHeads(int maxEntries) {
    this(new Newest(maxEntries));
  }

  /**
   * Keeps all entries in a folder, where those of earlier runs are found again.
   *
   * @throws UncheckedIOException when it cannot be opened
   */
  public static SafeHeads inFolder(Path folder) {
    return new SafeHeads(SafeHeadFile.open(folder));
  }

  /** The safe head moved. */
  public synchronized void moved(L2BlockRef safe, BlockId l1) {
    write(() -> {
      // Entries of L1 blocks at or after this one belong to a reorged chain.
      entries.truncate(firstFrom(l1.number()));
      entries.append(new Entry(l1, safe.id()));
    });
  }

  /**
   * The pipeline was reset to a safe head. The first entry in which it or a later block was safe,
   * and all after it, go; its L1 block keeps the safe head, unless it is the oldest entry: the safe
   * head may then have been safe before.
   */
  public synchronized void reset(L2BlockRef safe) {
    write(() -> {
      int at = firstFrom(safe.l1Origin().number());
      while (at < entries.size() && entries.get(at).l2().number() < safe.number()) {
        at++;
      }
      if (at < entries.size()) {
        Entry first = entries.get(at);
        entries.truncate(at);
        if (at > 0) {
          entries.append(new Entry(first.l1(), safe.id()));
        }
      }
    });
  }

  private void write(Runnable change) {
    if (failed) {
      return;
    }
    try {
      change.run();
    } catch (UncheckedIOException e) {
      failed = true;
      LOG.atError()
          .addKeyValue("cause", e.getMessage())
          .log("the history of safe heads cannot be written: it answers nothing more");
    }
  }

  /** The safe head after the L1 block of this number; null when it is not known. */
  public synchronized @Nullable Entry at(long l1Number) {
    if (failed) {
      return null;
    }
    int after = l1Number == Long.MAX_VALUE ? entries.size() : firstFrom(l1Number + 1);
    return after == 0 ? null : entries.get(after - 1);
  }

  /** The index of the first entry of an L1 block with this number or above. */
  private int firstFrom(long l1Number) {
    int low = 0;
    int high = entries.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entries.get(middle).l1().number() < l1Number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The newest entries, in memory. */
  private static final class Newest implements Entries {
    private final List<Entry> list = new ArrayList<>();
    private final int most;

    Newest(int most) {
      this.most = most;
    }

    @Override
    public int size() {
      return list.size();
    }

    @Override
    public Entry get(int index) {
      return list.get(index);
    }

    @Override
    public void truncate(int newSize) {
      list.subList(newSize, list.size()).clear();
    }

    @Override
    public void append(Entry entry) {
      list.add(entry);
      if (list.size() > most) {
        list.removeFirst();
      }
    }
  }
}
