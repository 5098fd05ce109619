package dev.kopi.adapters.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a verification found wrong, and how far it is. For any number of threads. */
final class Findings {
  private static final int MAX_FINDINGS = 100;
  private static final long TELL_NANOS = 1_000_000_000L;

  private final List<String> wrong = new ArrayList<>();
  private final StoreTools.Progress progress;
  private final LongAdder checked = new LongAdder();
  private final LongAdder inPart = new LongAdder();
  private volatile StoreTools.Part part = StoreTools.Part.FILES;
  private volatile long expected;
  private volatile long told = System.nanoTime();

  /** Reports about once a second how far the part is. */
  Findings(StoreTools.Progress progress) {
    this.progress = progress;
  }

  /** Another part of the work begins. */
  void begin(StoreTools.Part next, long expectedEntries) {
    inPart.reset();
    expected = expectedEntries;
    part = next;
    tell();
  }

  private synchronized void tell() {
    told = System.nanoTime();
    progress.tell(part, inPart.sum(), expected);
  }

  synchronized void add(String finding) {
    if (wrong.size() < MAX_FINDINGS) {
      wrong.add(finding);
    }
  }

  /** Adds the message of what was thrown. */
  void add(@Nullable String where, RuntimeException thrown) {
    add(where == null ? String.valueOf(thrown.getMessage()) : where + ": " + thrown.getMessage());
  }

  void counted(long entries) {
    checked.add(entries);
    inPart.add(entries);
    if (System.nanoTime() - told > TELL_NANOS) {
      tellOnce();
    }
  }

  private synchronized void tellOnce() {
    if (System.nanoTime() - told > TELL_NANOS) {
      tell();
    }
  }

  synchronized List<String> wrong() {
    return List.copyOf(wrong);
  }

  long checked() {
    return checked.sum();
  }
}
