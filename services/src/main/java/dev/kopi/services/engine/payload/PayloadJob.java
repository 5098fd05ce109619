package dev.kopi.services.engine.payload;

import dev.kopi.core.engineapi.PayloadId;

/** A payload that is being built, with the best block so far. */
public final class PayloadJob {
  private final PayloadId id;
  private final PayloadDraft draft;
  private volatile PayloadBuilder.Built best;
  private volatile boolean withPool;
  private volatile boolean sealed;
  private volatile long buildNanos;

  PayloadJob(PayloadId id, PayloadDraft draft, PayloadBuilder.Built first) {
    this.id = id;
    this.draft = draft;
    this.best = first;
  }

  PayloadId id() {
    return id;
  }

  public PayloadDraft draft() {
    return draft;
  }

  PayloadBuilder.Built best() {
    return best;
  }

  /** Whether the best block was built from the pool at this version. */
  boolean isCurrent(long poolVersion) {
    return draft.noTxPool() || (withPool && best.poolVersion() == poolVersion);
  }

  boolean isSealed() {
    return sealed;
  }

  /** The duration of the last build with the pool, or 0 before the first. */
  long buildNanos() {
    return buildNanos;
  }

  synchronized void improve(PayloadBuilder.Built built, long nanos) {
    if (sealed) {
      return;
    }
    buildNanos = nanos;
    withPool = true;
    best = built;
  }

  /** Stops building and returns the best block. */
  synchronized PayloadBuilder.Built seal() {
    sealed = true;
    return best;
  }
}
