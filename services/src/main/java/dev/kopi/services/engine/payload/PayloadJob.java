package dev.kopi.services.engine.payload;

import dev.kopi.core.engineapi.PayloadId;
import org.jspecify.annotations.Nullable;

/** A payload that is being built, with the best block so far. For any thread. */
public final class PayloadJob {
  /** The build time of a job that was not built with the pool yet. */
  static final long UNKNOWN = -1;

  private final PayloadId id;
  private final PayloadDraft draft;
  private PayloadBuilder.Built best;
  private boolean sealed;
  private long buildMillis = UNKNOWN;
  private @Nullable BuildControl running;

  PayloadJob(PayloadId id, PayloadDraft draft, PayloadBuilder.Built first) {
    this.id = id;
    this.draft = draft;
    this.best = first;
  }

  PayloadId id() {
    return id;
  }

  /** What is built. */
  public PayloadDraft draft() {
    return draft;
  }

  /** Whether no build can improve on the best block while the pool has this version. */
  synchronized boolean isCurrent(long poolVersion) {
    return draft.noTxPool()
        || (buildMillis != UNKNOWN && best.complete() && best.poolVersion() == poolVersion);
  }

  synchronized boolean isSealed() {
    return sealed;
  }

  /** The duration of the last build with the pool, or {@link #UNKNOWN}. */
  synchronized long buildMillis() {
    return buildMillis;
  }

  /**
   * A build begins.
   *
   * @return false when the job is sealed
   */
  synchronized boolean begin(BuildControl control) {
    running = sealed ? null : control;
    return !sealed;
  }

  /** The running build has ended without a block. */
  synchronized void failed() {
    running = null;
  }

  /** The running build has ended: keeps its block if that is better. */
  synchronized void improve(PayloadBuilder.Built built, long millis) {
    running = null;
    buildMillis = millis;
    if (!sealed && (built.complete() || isWorthMore(built))) {
      best = built;
    }
  }

  private boolean isWorthMore(PayloadBuilder.Built built) {
    int value = built.value().compareTo(best.value());
    return value > 0 || (value == 0 && built.size() >= best.size());
  }

  /** The running build is to seal its block. */
  synchronized void finishBuild() {
    if (running != null) {
      running.finish();
    }
  }

  /** The running build is to end without a block. */
  synchronized void abandonBuild() {
    if (running != null) {
      running.abandon();
    }
  }

  /** Stops building and returns the best block. */
  synchronized PayloadBuilder.Built seal() {
    sealed = true;
    abandonBuild();
    return best;
  }
}
