package dev.kopi.services.engine;

import dev.kopi.core.engineapi.PayloadId;

/** One payload that is being built, with the best block so far. */
final class PayloadJob {
  private final PayloadId id;
  private final PayloadDraft draft;
  private volatile BlockBuilder.Built best;
  private volatile boolean withPool;
  private volatile boolean sealed;
  private volatile long buildNanos;

  PayloadJob(PayloadId id, PayloadDraft draft, BlockBuilder.Built first) {
    this.id = id;
    this.draft = draft;
    this.best = first;
  }

  PayloadId id() {
    return id;
  }

  PayloadDraft draft() {
    return draft;
  }

  BlockBuilder.Built best() {
    return best;
  }

  /** Whether the best block was built with the pool's content of this version. */
  boolean isCurrent(long poolVersion) {
    return draft.noTxPool() || (withPool && best.poolVersion() == poolVersion);
  }

  boolean isSealed() {
    return sealed;
  }

  /** How long the last build with the pool took, or 0 before the first. */
  long buildNanos() {
    return buildNanos;
  }

  synchronized void improve(BlockBuilder.Built built, long nanos) {
    if (sealed) {
      return;
    }
    buildNanos = nanos;
    withPool = true;
    best = built;
  }

  /** Ends building: the block stays as it is from now on. */
  synchronized BlockBuilder.Built seal() {
    sealed = true;
    return best;
  }
}
