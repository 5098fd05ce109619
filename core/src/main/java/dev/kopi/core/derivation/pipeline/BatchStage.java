package dev.kopi.core.derivation.pipeline;

import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.batch.Batch;
import dev.kopi.core.derivation.batch.BatchRules;
import dev.kopi.core.derivation.batch.BatchVerdict;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.batch.SpanBatch;
import dev.kopi.core.derivation.batch.SpanBatchRules;
import dev.kopi.core.derivation.event.DerivationEvent.BatchDropped;
import dev.kopi.core.derivation.event.DerivationEvents;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import org.jspecify.annotations.Nullable;

/**
 * The batch stage from Holocene on: batches must be in order. An invalid batch drops the rest of
 * its channel; a past one is skipped.
 *
 * @see <a href="https://specs.optimism.io/protocol/holocene/derivation.html#batch-queue">Holocene:
 *     batch queue</a>
 */
final class BatchStage implements BatchSteps {
  private final RollupConfig config;
  private final ChannelInReader previous;
  private final SpanBatchRules spanRules;
  private final DerivationEvents events;
  private final EpochWindow window;
  // The batch read last; kept while a source that its check needs does not answer.
  private @Nullable Batch unchecked;

  BatchStage(
      RollupConfig config,
      ChannelInReader previous,
      SpanBatchRules spanRules,
      DerivationEvents events,
      EpochWindow window) {
    this.config = config;
    this.previous = previous;
    this.spanRules = spanRules;
    this.events = events;
    this.window = window;
    window.clearSpan();
  }

  @Override
  public void flush() {
    window.clearSpan();
    previous.flush();
  }

  @Override
  public Pulled<Next> next(L2BlockRef parent) {
    window.update(previous.origin(), parent);
    // A channel completed at or before the head's origin holds only past blocks.
    if (previous.origin().number() <= parent.l1Origin().number()) {
      return switch (previous.next()) {
        case Pulled.Item<Batch> item -> new Pulled.Again<>();
        case Pulled.Again<Batch> again -> new Pulled.Again<>();
        case Pulled.Exhausted<Batch> exhausted -> new Pulled.Exhausted<>();
      };
    }
    if (window.l1Blocks().size() < 2) {
      throw new CriticalException(
          "derivation at " + previous.origin().id() + " did not see the origin of " + parent.id());
    }
    window.checkParent(parent);
    SingularBatch candidate = window.takeFromSpan(parent);
    if (candidate == null) {
      if (unchecked == null) {
        switch (previous.next()) {
          case Pulled.Item<Batch>(Batch batch) -> unchecked = batch;
          case Pulled.Again<Batch> again -> {
            return new Pulled.Again<>();
          }
          case Pulled.Exhausted<Batch> exhausted -> {
            SingularBatch empty = window.emptyBatch(true, parent);
            return empty == null
                ? new Pulled.Exhausted<>()
                : new Pulled.Item<>(new Next(empty, true));
          }
        }
      }
      candidate = takeUnchecked(parent);
      if (candidate == null) {
        return new Pulled.Again<>();
      }
    }
    return check(candidate, parent);
  }

  /** The batch that was read, or the first block of it when it is a span with a valid prefix. */
  private @Nullable SingularBatch takeUnchecked(L2BlockRef parent) {
    Batch batch = unchecked;
    switch (batch) {
      case null -> {
        return null;
      }
      case SingularBatch singular -> {
        unchecked = null;
        return singular;
      }
      case SpanBatch span -> {
        BatchVerdict verdict =
            spanRules.checkPrefix(window.l1Blocks(), parent, span, window.origin()).verdict();
        unchecked = null;
        if (verdict == BatchVerdict.ACCEPTED && !window.loadSpan(span, parent)) {
          verdict = BatchVerdict.SPAN_ORIGIN_UNKNOWN;
        }
        if (verdict == BatchVerdict.ACCEPTED) {
          return window.takeFromSpan(parent);
        }
        drop(true, span.timestampSeconds(), verdict);
        return null;
      }
    }
  }

  private Pulled<Next> check(SingularBatch batch, L2BlockRef parent) {
    BatchVerdict verdict =
        BatchRules.check(config, window.l1Blocks(), parent, batch, window.origin());
    if (verdict == BatchVerdict.ACCEPTED) {
      return new Pulled.Item<>(new Next(batch, true));
    }
    drop(false, batch.timestampSeconds(), verdict);
    return new Pulled.Again<>();
  }

  /**
   * Drops a batch. "If a batch is found to be invalid and is dropped, the remaining span batch it
   * originated from, if applicable, is also discarded", and so is the channel. A batch from the
   * past is dropped alone, and so is one that cannot be decided yet, since batches are not kept.
   */
  private void drop(boolean span, long timestampSeconds, BatchVerdict verdict) {
    events.add(new BatchDropped(span, timestampSeconds, verdict));
    if (verdict.validity() == BatchVerdict.Validity.DROP) {
      flush();
    }
  }
}
