package dev.kopi.adapters.store.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The findings and the progress of a verification. Thread-safe. */
final class Findings {
  private static final int MAX_FINDINGS = 100;
  private static final long REPORT_NANOS = 1_000_000_000L;

  private final List<String> wrong = new ArrayList<>();
  private final StoreTools.Progress progress;
  private final LongAdder checked = new LongAdder();
  private final LongAdder inPart = new LongAdder();
  private volatile StoreTools.Part part = StoreTools.Part.FILES;
  private volatile long expected;
  private volatile long reportedNanos = System.nanoTime();

  /** Reports the progress about once a second. */
  Findings(StoreTools.Progress progress) {
    this.progress = progress;
  }

  /** Begins the next part. */
  void begin(StoreTools.Part next, long expectedEntries) {
    inPart.reset();
    expected = expectedEntries;
    part = next;
    report();
  }

  private synchronized void report() {
    reportedNanos = System.nanoTime();
    progress.report(part, inPart.sum(), expected);
  }

  /** Adds a finding; the first hundred are kept. */
  synchronized void add(String finding) {
    if (wrong.size() < MAX_FINDINGS) {
      wrong.add(finding);
    }
  }

  /** Adds the message of an exception, with where it was thrown. */
  void add(@Nullable String where, RuntimeException thrown) {
    add(where == null ? String.valueOf(thrown.getMessage()) : where + ": " + thrown.getMessage());
  }

  /** Counts checked entries. */
  void counted(long entries) {
    checked.add(entries);
    inPart.add(entries);
    if (System.nanoTime() - reportedNanos > REPORT_NANOS) {
      reportIfDue();
    }
  }

  private synchronized void reportIfDue() {
    if (System.nanoTime() - reportedNanos > REPORT_NANOS) {
      report();
    }
  }

  synchronized List<String> wrong() {
    return List.copyOf(wrong);
  }

  long checked() {
    return checked.sum();
  }
}
