package dev.kopi.services.node;

import dev.kopi.core.derivation.pipeline.StepResult;
import dev.kopi.core.derivation.pipeline.DerivationPipeline;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The steps of the pipeline: one at a time is on its way, on a thread of its own, and what becomes
 * of it comes back as a {@link Command.Stepped}. Here it is kept when the next one is due.
 *
 * <p>Derivation that starts over and comes no further than before is to leave the sequencer in
 * peace: it waits longer each time.
 *
 * <p>Owned by the driver's thread.
 */
final class DerivationSteps {
  private final DerivationPipeline pipeline;
  private final Executor thread;
  private final Consumer<Command> mailbox;

  /** Grows each time derivation starts over: results of an older generation are stale. */
  private long generation;

  private boolean stepping;
  private boolean idle;
  private long l1HeadCount;
  private long l1HeadCountAtStep;
  private long stepAt;
  private int failures;

  private int vainResets;
  private long furthestL1 = -1;
  private long pausedUntil;

  /**
   * Nothing is asked of the pipeline yet.
   *
   * @param thread runs the pipeline, one task after another
   * @param mailbox takes the results, from that thread
   */
  DerivationSteps(DerivationPipeline pipeline, Executor thread, Consumer<Command> mailbox) {
    this.pipeline = pipeline;
    this.thread = thread;
    this.mailbox = mailbox;
  }

  /** Whether all of L1 that is known is derived. */
  boolean isIdle() {
    return idle;
  }

  /** Whether nothing is on its way or to be waited for. */
  boolean mayStep(long now) {
    return !stepping && stepAt <= now && pausedUntil <= now;
  }

  /**
   * When the next step is due.
   *
   * @param hasWork whether there is one even when derivation is idle
   */
  long dueMillis(boolean hasWork) {
    return stepping || (idle && !hasWork) ? Sequencer.NEVER : Math.max(stepAt, pausedUntil);
  }

  /** L1 has a new head, so that there may be more to derive. */
  void onL1Head(long now) {
    l1HeadCount++;
    idle = false;
    stepAt = Math.min(stepAt, now);
  }

  /** Starts over from a safe head, whatever is on its way. */
  void startOver(L2BlockRef safe, long now) {
    pausedUntil = vainResets == 0 ? now : now + Backoff.millis(vainResets);
    vainResets++;
    generation++;
    idle = false;
    failures = 0;
    run(() -> {
      pipeline.reset(safe);
      return new Command.Outcome.ResetDone();
    });
  }

  /** Asks for a step on top of a block that is derived already. */
  void request(L2BlockRef pendingSafe) {
    l1HeadCountAtStep = l1HeadCount;
    run(() -> done(pipeline.step(pendingSafe)));
  }

  /** Asks for a block without transactions of users in place of an invalid one. */
  void requestDepositsOnly(BlockId parent, L1BlockRef derivedFrom) {
    run(() -> done(new StepResult.Attributes(pipeline.depositsOnly(parent, derivedFrom))));
  }

  private Command.Outcome done(StepResult result) {
    return new Command.Outcome.Done(result, pipeline.takeEvents());
  }

  private void run(Supplier<Command.Outcome> step) {
    stepping = true;
    long asked = generation;
    thread.execute(() -> {
      Command.Outcome outcome;
      try {
        outcome = step.get();
      } catch (RuntimeException e) {
        outcome = new Command.Outcome.Failed(e);
      }
      mailbox.accept(new Command.Stepped(asked, outcome));
    });
  }

  /** Takes the end of a step; false when it is stale. */
  boolean end(Command.Stepped stepped) {
    if (stepped.generation() != generation) {
      return false;
    }
    stepping = false;
    return true;
  }

  /** What was due succeeded. */
  void onSuccess(long now) {
    failures = 0;
    stepAt = now;
  }

  /** What was due failed, and is to be tried again a while later. */
  void onFailure(long now) {
    stepAt = now + Backoff.millis(failures++);
  }

  /** Derivation has come to an L1 block. */
  void onOrigin(L1BlockRef origin) {
    if (origin.number() > furthestL1) {
      furthestL1 = origin.number();
      vainResets = 0;
    }
  }

  /** The last step found the end of L1 as it was then. */
  void onEndOfL1() {
    idle = l1HeadCount == l1HeadCountAtStep;
  }
}
