package dev.kopi.services.node.driver;

import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.pipeline.StepResult;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.core.rollup.UnsafePayloads;
import dev.kopi.services.lifecycle.Backoff;
import dev.kopi.services.lifecycle.Work;
import dev.kopi.services.node.engine.EngineController;
import dev.kopi.services.node.engine.L2Heads;
import dev.kopi.services.node.sequencer.OriginSelector;
import dev.kopi.services.node.sequencer.Sequencer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The driver of a rollup node. Any thread may send commands; {@link #run} handles them and the work
 * that is due, on one thread, which owns the state.
 *
 * <p>Priority: sequencing, which is bound to the clock, but not twice in a row while other work is
 * due; then unsafe payloads; then derivation, one block at a time.
 */
public final class NodeDriver implements Work {
  /** The reason of the first reset. */
  public static final String START = "the node starts";

  /** The bound on unsafe payloads that the driver has not looked at yet, in bytes. */
  private static final long INBOX_PAYLOAD_BYTES = 32L << 20;

  private final NodePorts ports;
  private final Runnable wake;
  private final NodeListener listener;
  private final DriverInbox inbox = new DriverInbox(INBOX_PAYLOAD_BYTES);

  private final EngineController engine;
  private final OriginSelector origins;
  private final Sequencer sequencer;
  private final SequencerControl control;
  private final Verifier verifier;
  private final UnsafeBlocks unsafeBlocks;
  private final DerivationSteps steps;
  private final StallWatch stall = new StallWatch();

  private long now;
  private boolean resetNeeded = true;
  private String resetReason = START;
  private long resetAt;
  private int resetFailures;

  /** The resets that operators wait for. */
  private final List<CompletableFuture<@Nullable Void>> resets = new ArrayList<>();

  // A sequencer that lags is always due: it alternates with derivation, so that the safe head
  // moves.
  private boolean sequencedLast;

  private L1BlockRef currentL1 = SyncStatus.NO_L1;
  private L1BlockRef headL1 = SyncStatus.NO_L1;
  private L1BlockRef safeL1 = SyncStatus.NO_L1;
  private L1BlockRef finalizedL1 = SyncStatus.NO_L1;
  private volatile SyncStatus status = SyncStatus.EMPTY;
  private boolean reportedActive;
  private boolean reportedIdle;

  /**
   * A driver that has not started.
   *
   * @param derivationThread runs the pipeline, one task after another; a task that has not begun
   *     when the next one comes may be left out
   * @param wake has the driver run soon; called when something waits for it
   */
  public NodeDriver(
      RollupConfig config,
      NodeConfig settings,
      NodePorts ports,
      Executor derivationThread,
      Runnable wake) {
    this.ports = ports;
    this.wake = wake;
    this.listener = ports.listener();
    this.engine = new EngineController(config, ports.engine());
    this.origins = new OriginSelector(config, ports.l1(), settings.sequencer().confirmations());
    this.sequencer =
        new Sequencer(
            config,
            settings.sequencer(),
            engine,
            origins,
            ports.attributes(),
            ports.conductor(),
            ports.gossip(),
            listener);
    this.verifier = new Verifier(config, settings, engine, ports.l1(), ports.l2(), listener);
    this.unsafeBlocks = new UnsafeBlocks(config, engine, listener, settings.unsafePayloadBytes());
    this.steps = new DerivationSteps(ports.derivation(), derivationThread, this::ended);
    this.control =
        new SequencerControl(
            sequencer,
            engine,
            ports,
            settings.sequencer().enabled() && !settings.sequencer().stopped());
  }

  private void ended(DerivationSteps.Ended task) {
    inbox.ended(task);
    wake.run();
  }

  /**
   * L1 has a new head. This and the following methods may be called from any thread. If the driver
   * has not handled the head before, it does not see that one.
   */
  public void l1Head(L1BlockRef ref) {
    inbox.l1Head(ref);
    wake.run();
  }

  /** L1 reports another safe block. */
  public void l1Safe(L1BlockRef ref) {
    inbox.l1Safe(ref);
    wake.run();
  }

  /** L1 reports another finalized block. */
  public void l1Finalized(L1BlockRef ref) {
    inbox.l1Finalized(ref);
    wake.run();
  }

  /**
   * An unsafe payload arrived; its hash is checked.
   *
   * @return what became of it; fails with a {@link CommandRefusedException} when the node stops
   */
  public CompletableFuture<UnsafePayloadOutcome> unsafePayload(UnsafePayloads.Entry entry) {
    CompletableFuture<UnsafePayloadOutcome> outcome = new CompletableFuture<>();
    inbox.add(new DriverInbox.Arrival(entry, outcome));
    wake.run();
    return outcome;
  }

  /**
   * Starts the sequencer.
   *
   * @param head the required unsafe head
   * @return fails with a {@link CommandRefusedException}, as do those of the following methods
   */
  public CompletableFuture<@Nullable Void> startSequencer(Hash head) {
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    post(new Command.StartSequencer(head, done));
    return done;
  }

  /**
   * Stops the sequencer.
   *
   * @return the unsafe head
   */
  public CompletableFuture<Hash> stopSequencer() {
    CompletableFuture<Hash> done = new CompletableFuture<>();
    post(new Command.StopSequencer(done));
    return done;
  }

  /** Switches recover mode: blocks without pool transactions until the L1 origin catches up. */
  public CompletableFuture<@Nullable Void> setRecover(boolean on) {
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    post(new Command.SetRecover(on, done));
    return done;
  }

  /**
   * Resets the derivation pipeline.
   *
   * @return completes when the pipeline is reset
   */
  public CompletableFuture<@Nullable Void> resetDerivation() {
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    post(new Command.Reset(done));
    return done;
  }

  private void post(Command command) {
    inbox.add(command);
    wake.run();
  }

  /**
   * Refuses what waits for the driver and what comes from now on. Called when the driver does not
   * run any more.
   */
  public void close() {
    inbox.close();
    control.close();
    unsafeBlocks.close();
    failResets(CommandRefusedException.stopping());
  }

  /** The heads of both chains, as the node knows them. */
  public SyncStatus status() {
    return status;
  }

  /** Whether the sequencer is active. */
  public boolean isSequencing() {
    return control.isActive();
  }

  /**
   * Handles what is queued, then does one piece of work that is due.
   *
   * @throws CriticalException when the node cannot go on
   * @throws dev.kopi.services.lifecycle.FatalException when the next block belongs to a fork that
   *     is not supported
   */
  @Override
  public long run(long nowMillis) {
    try {
      return runOnce(nowMillis);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private long runOnce(long nowMillis) {
    now = nowMillis;
    boolean more = handle(inbox.take());
    try {
      more |= act();
    } catch (ResetException e) {
      needReset(String.valueOf(e.getMessage()));
      more = true;
    }
    watchForStall();
    publish();
    return more ? now : nextDeadline();
  }

  private long nextDeadline() {
    if (resetNeeded) {
      return Math.min(resetAt, stall.dueMillis());
    }
    long deadline = Math.min(sequencer.nextActionMillis(), control.dueMillis());
    deadline = Math.min(deadline, unsafeBlocks.dueMillis());
    deadline = Math.min(deadline, stall.dueMillis());
    return Math.min(deadline, steps.dueMillis(verifier.hasWork()));
  }

  /** Handles what is queued; false when that is nothing. */
  private boolean handle(DriverInbox.Contents queued) {
    if (queued.isEmpty()) {
      return false;
    }
    if (queued.head != null) {
      headL1 = queued.head;
      origins.onL1Head(queued.head);
      steps.onL1Head(now);
    }
    if (queued.safe != null) {
      safeL1 = queued.safe;
    }
    if (queued.ended != null) {
      onTaskEnded(queued.ended);
    }
    if (queued.finalized != null) {
      finalizedL1 = queued.finalized;
      verifier.onFinalizedL1(queued.finalized);
      checkFinality();
    }
    for (DriverInbox.Arrival arrival : queued.payloads) {
      unsafeBlocks.add(arrival, now);
    }
    if (resetNeeded) {
      unsafeBlocks.suspend();
    }
    queued.commands.forEach(this::handle);
    return true;
  }

  private void handle(Command command) {
    switch (command) {
      case Command.StartSequencer start -> control.start(start, now);
      case Command.StopSequencer stop -> control.stop(stop);
      case Command.SetRecover recover -> {
        sequencer.setRecover(recover.on());
        recover.done().complete(null);
      }
      case Command.Reset reset -> {
        resets.add(reset.done());
        needReset("requested by admin_resetDerivationPipeline");
      }
    }
  }

  private void watchForStall() {
    if (!resetNeeded && steps.isIdle() && !verifier.hasWork()) {
      onProgress();
    }
    Long stalledMillis = stall.due(now);
    if (stalledMillis != null) {
      listener.onDerivationStalled(stalledMillis, currentL1, stall.reason());
    }
  }

  private void onProgress() {
    Long lasted = stall.onProgress(now);
    if (lasted != null) {
      listener.onDerivationResumed(lasted);
    }
  }

  private void onDerivationFailure(String reason) {
    stall.onFailure(reason);
    listener.onDerivationFailure(reason);
  }

  private void checkFinality() {
    if (resetNeeded) {
      return;
    }
    try {
      verifier.finalizeUpTo(currentL1.number());
    } catch (ResetException e) {
      needReset(String.valueOf(e.getMessage()));
    } catch (TemporaryException e) {
      onDerivationFailure(String.valueOf(e.getMessage()));
    }
  }

  /** Does one piece of work that is due; false when none is. */
  private boolean act() {
    if (resetNeeded) {
      return now >= resetAt && reset();
    }
    control.startIfReady(now);
    boolean mustSequence = sequencer.nextActionMillis() <= now;
    if (mustSequence && !sequencedLast) {
      return sequence();
    }
    sequencedLast = false;
    return doOtherWork() || (mustSequence && sequence());
  }

  private boolean sequence() {
    sequencer.act(now);
    control.finishStopping();
    sequencedLast = true;
    return true;
  }

  /** Does one piece of work other than sequencing; false when none is due. */
  private boolean doOtherWork() {
    if (unsafeBlocks.dueMillis() <= now) {
      return insertUnsafe();
    }
    if (!steps.mayStep(now)) {
      return false;
    }
    if (verifier.hasWork()) {
      return verify();
    }
    if (steps.isIdle()) {
      return false;
    }
    steps.request(engine.heads().pendingSafe());
    return true;
  }

  private void needReset(String reason) {
    resetNeeded = true;
    resetReason = reason;
    resetAt = now;
    stall.onFailure("reset: " + reason);
    sequencer.onReset();
    verifier.reset();
    unsafeBlocks.suspend();
  }

  private void onResetFailed(String reason) {
    String failure = "cannot reset: " + reason;
    onDerivationFailure(failure);
    failResets(new CommandRefusedException(failure));
    resetNeeded = true;
    resetAt = now + Backoff.millis(resetFailures++);
  }

  private void failResets(CommandRefusedException failure) {
    resets.forEach(done -> done.completeExceptionally(failure));
    resets.clear();
  }

  private boolean reset() {
    listener.onReset(resetReason);
    L2Heads found;
    try {
      found = ports.heads().find();
      engine.reset(found);
      engine.sendHeads();
    } catch (TemporaryException | ResetException e) {
      onResetFailed(String.valueOf(e.getMessage()));
      return false;
    }
    resetNeeded = false;
    listener.onSafeHeadReset(found.safe());
    currentL1 = SyncStatus.NO_L1;
    steps.reset(found.safe(), now);
    sequencer.onResetDone(now);
    unsafeBlocks.onHeadsMoved(now);
    return true;
  }

  private void onTaskEnded(DerivationSteps.Ended task) {
    DerivationSteps.EndOf end = steps.end(task);
    if (end == DerivationSteps.EndOf.STALE || resetNeeded) {
      return;
    }
    switch (task.outcome()) {
      case StepOutcome.ResetDone _ -> {
        steps.onSuccess(now);
        resetFailures = 0;
        resets.forEach(done -> done.complete(null));
        resets.clear();
      }
      case StepOutcome.Failed failed -> onTaskFailed(end, failed.failure());
      case StepOutcome.Done done -> {
        steps.onSuccess(now);
        done.events().forEach(listener::onDerivation);
        switch (done.step()) {
          case StepResult.Attributes found -> verifier.offer(found.attributes());
          case StepResult.Progress more -> onOrigin(more.origin());
          case StepResult.NeedsMoreL1 at -> {
            onOrigin(at.origin());
            steps.onEndOfL1();
          }
        }
      }
    }
  }

  private void onTaskFailed(DerivationSteps.EndOf end, RuntimeException failure) {
    String reason = String.valueOf(failure.getMessage());
    switch (failure) {
      case ResetException _, TemporaryException _ when end == DerivationSteps.EndOf.RESET ->
          onResetFailed(reason);
      case ResetException _ -> needReset(reason);
      case TemporaryException _ -> {
        onDerivationFailure(reason);
        steps.onFailure(now);
      }
      default -> throw failure;
    }
  }

  /** Derivation reached an L1 block: sends the heads to the engine and checks finality. */
  private void onOrigin(L1BlockRef origin) {
    boolean moved = !origin.equals(currentL1);
    currentL1 = origin;
    if (steps.onOrigin(origin)) {
      onProgress();
    }
    if (!moved) {
      return;
    }
    try {
      engine.sendHeads();
      verifier.finalizeUpTo(origin.number());
    } catch (ResetException e) {
      needReset(String.valueOf(e.getMessage()));
    } catch (TemporaryException e) {
      onDerivationFailure(String.valueOf(e.getMessage()));
    }
  }

  private boolean verify() {
    L2Heads before = engine.heads();
    try {
      switch (verifier.work()) {
        case Verifier.Next.Continue _ -> {}
        case Verifier.Next.ReplaceByDeposits replace ->
            steps.requestDepositsOnly(replace.parent(), replace.derivedFrom());
      }
      steps.onSuccess(now);
    } catch (TemporaryException e) {
      onDerivationFailure(String.valueOf(e.getMessage()));
      steps.onFailure(now);
    }
    if (!engine.heads().equals(before)) {
      onProgress();
      sequencer.onHeadsMoved(now);
      unsafeBlocks.onHeadsMoved(now);
    }
    return true;
  }

  private boolean insertUnsafe() {
    return switch (unsafeBlocks.insert(now)) {
      case NONE -> false;
      case NOT_INSERTED -> true;
      case INSERTED -> {
        sequencer.onHeadsMoved(now);
        yield true;
      }
    };
  }

  private void publish() {
    L2Heads heads = engine.hasHeads() && !resetNeeded ? engine.heads() : null;
    SyncStatus before = status;
    SyncStatus next =
        new SyncStatus(
            currentL1,
            headL1,
            safeL1,
            finalizedL1,
            heads == null ? SyncStatus.NO_L2 : heads.unsafe(),
            heads == null ? SyncStatus.NO_L2 : heads.safe(),
            heads == null ? before.finalizedL2() : heads.finalized(),
            heads == null ? SyncStatus.NO_L2 : heads.pendingSafe());
    if (!next.equals(before)) {
      status = next;
      listener.onStatus(next);
    }
    boolean sequencing = control.isActive();
    boolean idle = steps.isIdle();
    if (sequencing != reportedActive || idle != reportedIdle) {
      reportedActive = sequencing;
      reportedIdle = idle;
      listener.onActivity(sequencing, idle);
    }
  }
}
