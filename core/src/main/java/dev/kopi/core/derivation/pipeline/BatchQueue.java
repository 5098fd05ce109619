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
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The batch queue before Holocene: buffers batches in any order.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#batch-queue">Batch queue</a>
 */
final class BatchQueue implements BatchSteps {
  /** A batch with the L1 block that completed its channel. */
  private record Queued(Batch batch, L1BlockRef inclusion) {}

  private final RollupConfig config;
  private final ChannelInReader previous;
  private final SpanBatchRules spanRules;
  private final DerivationEvents events;
  private final EpochWindow window;
  private List<Queued> queue = new ArrayList<>();
  // The batch read last; kept while a source that its check needs does not answer.
  private @Nullable Batch unchecked;
  // Whether the last selection stopped at an undecided batch.
  private boolean undecided;

  BatchQueue(
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
  }

  /** Before Holocene channels are not flushed. */
  @Override
  public void flush() {
    throw new IllegalStateException("channels are flushed from Holocene on only");
  }

  @Override
  public Pulled<Next> next(L2BlockRef parent) {
    SingularBatch fromSpan = window.takeFromSpan(parent);
    if (fromSpan != null) {
      return new Pulled.Item<>(new Next(fromSpan, window.isSpanEmpty()));
    }
    window.update(previous.origin(), parent);
    boolean behind = EpochWindow.isBehind(previous.origin(), parent);
    boolean outOfData = false;
    if (unchecked == null) {
      switch (previous.next()) {
        case Pulled.Item<Batch>(Batch batch) -> unchecked = behind ? null : batch;
        case Pulled.Again<Batch> again -> {
          return new Pulled.Again<>();
        }
        case Pulled.Exhausted<Batch> exhausted -> outOfData = true;
      }
    }
    if (behind) {
      return outOfData ? new Pulled.Exhausted<>() : new Pulled.Again<>();
    }
    add(parent);
    Batch next = chooseQueued(parent);
    if (next == null && !undecided) {
      next = window.emptyBatch(outOfData, parent);
    }
    if (next == null) {
      return outOfData ? new Pulled.Exhausted<>() : new Pulled.Again<>();
    }
    return switch (next) {
      case SingularBatch singular -> new Pulled.Item<>(new Next(singular, true));
      case SpanBatch span -> startSpan(span, parent);
    };
  }

  private void add(L2BlockRef parent) {
    Batch batch = unchecked;
    if (batch == null) {
      return;
    }
    if (window.l1Blocks().isEmpty()) {
      throw new CriticalException("a batch came before any L1 block");
    }
    Queued queued = new Queued(batch, window.origin());
    BatchVerdict verdict = check(queued, parent);
    unchecked = null;
    if (verdict.validity() == BatchVerdict.Validity.DROP) {
      drop(queued, verdict);
    } else {
      queue.add(queued);
    }
  }

  /** The first batch, in order of inclusion, that can be accepted. */
  private @Nullable Batch chooseQueued(L2BlockRef parent) {
    window.checkParent(parent);
    List<Queued> remaining = new ArrayList<>();
    undecided = false;
    for (int i = 0; i < queue.size(); i++) {
      Queued queued = queue.get(i);
      BatchVerdict verdict = check(queued, parent);
      switch (verdict.validity()) {
        case FUTURE -> remaining.add(queued);
        case DROP, PAST -> drop(queued, verdict);
        case ACCEPT -> {
          remaining.addAll(queue.subList(i + 1, queue.size()));
          queue = remaining;
          return queued.batch();
        }
        case UNDECIDED -> {
          remaining.addAll(queue.subList(i, queue.size()));
          queue = remaining;
          undecided = true;
          return null;
        }
      }
    }
    queue = remaining;
    return null;
  }

  private BatchVerdict check(Queued queued, L2BlockRef parent) {
    return switch (queued.batch()) {
      case SingularBatch batch ->
          BatchRules.check(config, window.l1Blocks(), parent, batch, queued.inclusion());
      case SpanBatch batch -> spanRules.check(window.l1Blocks(), parent, batch, queued.inclusion());
    };
  }

  private Pulled<Next> startSpan(SpanBatch span, L2BlockRef parent) {
    SingularBatch first = window.loadSpan(span, parent) ? window.takeFromSpan(parent) : null;
    if (first == null) {
      throw new CriticalException("a valid span batch has no block after " + parent.id());
    }
    return new Pulled.Item<>(new Next(first, window.isSpanEmpty()));
  }

  private void drop(Queued queued, BatchVerdict verdict) {
    boolean span = queued.batch() instanceof SpanBatch;
    events.add(new BatchDropped(span, queued.batch().timestampSeconds(), verdict));
  }
}
