package dev.kopi.services.node.driver;

import org.jspecify.annotations.Nullable;

/**
 * Notices when derivation makes no progress although there is more of L1 to derive.
 *
 * <p>Owned by the driver's thread.
 */
final class StallWatch {
  /** How long derivation may make no progress before it counts as stalled. */
  static final long STALL_MILLIS = 30_000;

  private static final long UNKNOWN = -1;

  private long progressAt = UNKNOWN;
  private long nextReport;
  private boolean stalled;
  private String reason = "it has not started";

  /** Derivation made progress, or has nothing to do; after a stall, how long that lasted. */
  @Nullable Long onProgress(long now) {
    Long lasted = stalled ? Long.valueOf(now - progressAt) : null;
    progressAt = now;
    nextReport = now + STALL_MILLIS;
    stalled = false;
    reason = "a step of the pipeline takes long";
    return lasted;
  }

  /** Derivation failed. */
  void onFailure(String cause) {
    reason = cause;
  }

  /** How long derivation has made no progress, when that is to be reported now; else null. */
  @Nullable Long due(long now) {
    if (progressAt == UNKNOWN) {
      progressAt = now;
      nextReport = now + STALL_MILLIS;
    }
    if (now < nextReport) {
      return null;
    }
    stalled = true;
    nextReport = now + STALL_MILLIS;
    return now - progressAt;
  }

  /** When {@link #due} is to be asked again. */
  long dueMillis() {
    return nextReport;
  }

  /** The last failure. */
  String reason() {
    return reason;
  }
}
