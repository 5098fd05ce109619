package dev.kopi.services.node.driver;

import dev.kopi.core.derivation.pipeline.DerivationPipeline;
import dev.kopi.core.derivation.pipeline.StepResult;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.services.lifecycle.Backoff;
import dev.kopi.services.node.sequencer.Sequencer;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Schedules the tasks of the derivation thread: resets and steps of the pipeline. At most one task
 * is in flight; its outcome comes back as {@link Ended}.
 *
 * <p>Resets without progress in between are delayed with exponential backoff, so that they do not
 * disturb the sequencer.
 *
 * <p>Owned by the driver's thread.
 */
final class DerivationSteps {
  /**
   * A task of the derivation thread ended.
   *
   * @param generation counts the resets before the task
   */
  record Ended(long generation, StepOutcome outcome) {}

  private final DerivationPipeline pipeline;
  private final Executor thread;
  private final Consumer<Ended> outcomes;

  /** After so many resets in a row, only L1 blocks that were not reached before are progress. */
  private static final int RESETS_WITH_PROGRESS = 3;

  /** Incremented with each reset: outcomes of an older generation are stale. */
  private long generation;

  private boolean stepping;
  private boolean resetting;
  private boolean idle;
  private long l1HeadCount;
  private long l1HeadCountAtStep;
  private long stepAt;
  private int failures;

  private int resetsWithoutProgress;
  private long furthestL1 = -1;
  private long pausedUntil;

  /**
   * No step is in flight.
   *
   * @param thread runs the tasks, one after another; a task that has not begun when the next one
   *     comes may be left out
   * @param outcomes takes the outcomes, from that thread
   */
  DerivationSteps(DerivationPipeline pipeline, Executor thread, Consumer<Ended> outcomes) {
    this.pipeline = pipeline;
    this.thread = thread;
    this.outcomes = outcomes;
  }

  /** Whether derivation has reached the known L1 head. */
  boolean isIdle() {
    return idle;
  }

  /** Whether a step may start: none is in flight and no delay is pending. */
  boolean mayStep(long now) {
    return !stepping && stepAt <= now && pausedUntil <= now;
  }

  /**
   * When the next step is due.
   *
   * @param hasWork whether a step is needed even when derivation is idle
   */
  long dueMillis(boolean hasWork) {
    return stepping || (idle && !hasWork) ? Sequencer.NEVER : Math.max(stepAt, pausedUntil);
  }

  /** L1 has a new head: there may be more to derive. */
  void onL1Head(long now) {
    l1HeadCount++;
    idle = false;
    stepAt = Math.min(stepAt, now);
  }

  /** Resets the pipeline to a safe head. The step in flight becomes stale. */
  void reset(L2BlockRef safe, long now) {
    pausedUntil = resetsWithoutProgress == 0 ? now : now + Backoff.millis(resetsWithoutProgress);
    resetsWithoutProgress++;
    generation++;
    idle = false;
    failures = 0;
    resetting = true;
    run(() -> {
      pipeline.reset(safe);
      return new StepOutcome.ResetDone();
    });
  }

  /** Requests a step on top of a derived block. */
  void request(L2BlockRef pendingSafe) {
    l1HeadCountAtStep = l1HeadCount;
    run(() -> done(pipeline.step(pendingSafe)));
  }

  /** Requests a deposits-only block in place of an invalid one. */
  void requestDepositsOnly(BlockId parent, L1BlockRef derivedFrom) {
    run(() -> done(new StepResult.Attributes(pipeline.depositsOnly(parent, derivedFrom))));
  }

  private StepOutcome done(StepResult result) {
    return new StepOutcome.Done(result, pipeline.takeEvents());
  }

  private void run(Supplier<StepOutcome> step) {
    stepping = true;
    long requested = generation;
    thread.execute(() -> {
      StepOutcome outcome;
      try {
        outcome = step.get();
      } catch (RuntimeException e) {
        outcome = new StepOutcome.Failed(e);
      }
      outcomes.accept(new Ended(requested, outcome));
    });
  }

  /** What the end of a task means. */
  enum EndOf {
    /** The outcome is stale: the pipeline was reset since. */
    STALE,
    RESET,
    STEP
  }

  /** Ends the task in flight. */
  EndOf end(Ended task) {
    if (task.generation() != generation) {
      return EndOf.STALE;
    }
    stepping = false;
    EndOf what = resetting ? EndOf.RESET : EndOf.STEP;
    resetting = false;
    return what;
  }

  /** The step, or the work after it, succeeded. */
  void onSuccess(long now) {
    failures = 0;
    stepAt = now;
  }

  /** The step, or the work after it, failed; it is retried after a delay. */
  void onFailure(long now) {
    stepAt = now + Backoff.millis(failures++);
  }

  /**
   * Derivation reached an L1 block.
   *
   * @return whether that is progress: after repeated resets, reading the same blocks again is not
   */
  boolean onOrigin(L1BlockRef origin) {
    if (origin.number() > furthestL1) {
      furthestL1 = origin.number();
      resetsWithoutProgress = 0;
    }
    return resetsWithoutProgress <= RESETS_WITH_PROGRESS;
  }

  /** The last step reached the L1 head of its time. */
  void onEndOfL1() {
    idle = l1HeadCount == l1HeadCountAtStep;
  }
}
