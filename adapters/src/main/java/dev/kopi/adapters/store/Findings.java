package dev.kopi.adapters.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** What a verification found wrong, and how far it is. */
final class Findings {
  private static final int MAX_FINDINGS = 100;
  private static final long PROGRESS_STEP = 10_000;

  private final List<String> wrong = new ArrayList<>();
  private final LongConsumer progress;
  private long checked;

  /** Reports how many entries were checked, now and then. */
  Findings(LongConsumer progress) {
    this.progress = progress;
  }

  void add(String finding) {
    if (wrong.size() < MAX_FINDINGS) {
      wrong.add(finding);
    }
  }

  void counted(long entries) {
    checked += entries;
    if (checked % PROGRESS_STEP == 0) {
      progress.accept(checked);
    }
  }

  List<String> wrong() {
    return List.copyOf(wrong);
  }

  long checked() {
    return checked;
  }
}
