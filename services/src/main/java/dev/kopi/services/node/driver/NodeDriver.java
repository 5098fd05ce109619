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
import dev.kopi.services.node.engine.EngineController;
import dev.kopi.services.node.engine.L2Heads;
import dev.kopi.services.node.sequencer.OriginSelector;
import dev.kopi.services.node.sequencer.Sequencer;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The driver of a rollup node, as a mailbox. Any thread may send commands; {@link #run} handles
 * them and the work that is due, on one thread. The driver has no thread and no clock of its own,
 * so that a simulation can run it as well as a service.
 *
 * <p>Priority: sequencing, which is bound to the clock, but not twice in a row while other work is
 * due; then unsafe payloads; then derivation, one block at a time.
 */
public final class NodeDriver {
  /** The reason of the first reset. */
  public static final String START = "the node starts";

  private static final int COMMANDS_AT_ONCE = 64;

  private final NodePorts ports;
  private final Runnable wake;
  private final NodeListener listener;
  private final Queue<Command> mailbox = new ConcurrentLinkedQueue<>();

  private final EngineController engine;
  private final OriginSelector origins;
  private final Sequencer sequencer;
  private final Verifier verifier;
  private final UnsafeBlocks unsafeBlocks;
  private final DerivationSteps steps;

  private long now;
  private boolean resetNeeded = true;
  private String resetReason = START;
  private long resetAt;
  private int resetFailures;
  private boolean startWhenReady;
  private @Nullable CompletableFuture<Hash> stopping;

  // A sequencer that lags is always due: it alternates with derivation, so that the safe head
  // moves.
  private boolean sequencedLast;

  private L1BlockRef currentL1 = SyncStatus.NO_L1;
  private L1BlockRef headL1 = SyncStatus.NO_L1;
  private L1BlockRef safeL1 = SyncStatus.NO_L1;
  private L1BlockRef finalizedL1 = SyncStatus.NO_L1;
  private volatile SyncStatus status = SyncStatus.EMPTY;
  private volatile boolean sequencerActive;
  private boolean reportedActive;
  private boolean reportedIdle;

  /**
   * A driver that has not started.
   *
   * @param derivationThread runs the pipeline, one task after another
   * @param wake is called after each command
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
    this.steps = new DerivationSteps(ports.derivation(), derivationThread, this::post);
    this.startWhenReady = settings.sequencer().enabled() && !settings.sequencer().stopped();
  }

  private void post(Command command) {
    mailbox.add(command);
    wake.run();
  }

  /** L1 has a new head. This and the following methods may be called from any thread. */
  public void l1Head(L1BlockRef ref) {
    post(new Command.L1HeadChanged(ref));
  }

  /** L1 has a new safe block. */
  public void l1Safe(L1BlockRef ref) {
    post(new Command.L1SafeChanged(ref));
  }

  /** L1 has a new final block. */
  public void l1Finalized(L1BlockRef ref) {
    post(new Command.L1FinalizedChanged(ref));
  }

  /** An unsafe payload arrived; its hash is checked. */
  public void unsafePayload(UnsafePayloads.Entry entry) {
    post(new Command.UnsafePayload(entry));
  }

  /**
   * Starts the sequencer.
   *
   * @param head the required unsafe head
   * @return fails with an {@link IllegalStateException} with the reason
   */
  public CompletableFuture<Void> startSequencer(Hash head) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    post(new Command.StartSequencer(head, done));
    return done;
  }

  /**
   * Stops the sequencer.
   *
   * @return the unsafe head; fails with an {@link IllegalStateException} when the sequencer is not
   *     running
   */
  public CompletableFuture<Hash> stopSequencer() {
    CompletableFuture<Hash> done = new CompletableFuture<>();
    post(new Command.StopSequencer(done));
    return done;
  }

  /** Switches recover mode: blocks without pool transactions until the L1 origin catches up. */
  public void setRecover(boolean on) {
    post(new Command.SetRecover(on));
  }

  /** Resets the derivation pipeline. */
  public CompletableFuture<Void> resetDerivation() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    post(new Command.Reset(done));
    return done;
  }

  /** The heads of both chains, as the node knows them. */
  public SyncStatus status() {
    return status;
  }

  /** Whether the sequencer is active. */
  public boolean isSequencing() {
    return sequencerActive;
  }

  /**
   * Handles the queued commands, then does one piece of work that is due.
   *
   * @return the time by which to call again, in milliseconds; {@link Long#MAX_VALUE} to wait for a
   *     command
   * @throws CriticalException when the node cannot go on
   */
  public long run(long nowMillis) {
    now = nowMillis;
    boolean more = false;
    for (int i = 0; i < COMMANDS_AT_ONCE && handleCommand(); i++) {
      more = true;
    }
    try {
      more |= act();
    } catch (ResetException e) {
      needReset(String.valueOf(e.getMessage()));
      more = true;
    }
    publish();
    return more ? now : nextDeadline();
  }

  private long nextDeadline() {
    if (resetNeeded) {
      return resetAt;
    }
    long deadline = Math.min(sequencer.nextActionMillis(), unsafeBlocks.dueMillis());
    return Math.min(deadline, steps.dueMillis(verifier.hasWork()));
  }

  private boolean handleCommand() {
    Command command = mailbox.poll();
    if (command == null) {
      return false;
    }
    switch (command) {
      case Command.L1HeadChanged head -> onL1Head(head.ref());
      case Command.L1SafeChanged safe -> safeL1 = safe.ref();
      case Command.L1FinalizedChanged finalized -> {
        finalizedL1 = finalized.ref();
        verifier.onFinalizedL1(finalized.ref());
        checkFinality();
      }
      case Command.UnsafePayload payload -> unsafeBlocks.add(payload.entry(), now);
      case Command.StartSequencer start -> start(start);
      case Command.StopSequencer stop -> stop(stop);
      case Command.SetRecover recover -> sequencer.setRecover(recover.on());
      case Command.Reset reset -> {
        needReset("requested by admin_resetDerivationPipeline");
        reset.done().complete(null);
      }
      case Command.Stepped stepped -> onStepped(stepped);
    }
    return true;
  }

  private void onL1Head(L1BlockRef ref) {
    headL1 = ref;
    origins.onL1Head(ref);
    steps.onL1Head(now);
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
      listener.onDerivationFailure(String.valueOf(e.getMessage()));
    }
  }

  private void start(Command.StartSequencer start) {
    String refusal = null;
    if (sequencer.isActive()) {
      refusal = "sequencer already running";
    } else if (!engine.hasHeads()) {
      refusal = "no prestate, cannot determine if sequencer start at " + start.head() + " is safe";
    } else if (!ports.conductor().isLeader()) {
      refusal = "sequencer is not the leader, aborting";
    } else if (!start.head().equals(engine.heads().unsafe().hash())) {
      refusal =
          "block hash does not match: head "
              + engine.heads().unsafe().hash()
              + ", received "
              + start.head();
    }
    if (refusal != null) {
      start.done().completeExceptionally(new IllegalStateException(refusal));
      return;
    }
    sequencer.start(now);
    sequencerActive = true;
    start.done().complete(null);
  }

  private void stop(Command.StopSequencer stop) {
    if (!sequencer.isActive() && !startWhenReady) {
      stop.done().completeExceptionally(new IllegalStateException("sequencer not running"));
    } else if (stopping != null) {
      stop.done().completeExceptionally(new IllegalStateException("sequencer is stopping"));
    } else {
      stopping = stop.done();
      finishStopping();
    }
  }

  /** A published block is inserted before the sequencer stops: the next leader builds on it. */
  private void finishStopping() {
    CompletableFuture<Hash> done = stopping;
    if (done == null || sequencer.hasSealedBlock()) {
      return;
    }
    stopping = null;
    startWhenReady = false;
    sequencer.stop();
    sequencerActive = false;
    done.complete(engine.hasHeads() ? engine.heads().unsafe().hash() : Hash.ZERO);
  }

  /** Does one piece of work that is due; false when none is. */
  private boolean act() {
    if (resetNeeded) {
      return now >= resetAt && reset();
    }
    boolean mustSequence = sequencer.nextActionMillis() <= now;
    if (mustSequence && !sequencedLast) {
      return sequence();
    }
    sequencedLast = false;
    return doOtherWork() || (mustSequence && sequence());
  }

  private boolean sequence() {
    sequencer.act(now);
    finishStopping();
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
    sequencer.onReset();
    verifier.reset();
  }

  private boolean reset() {
    listener.onReset(resetReason);
    L2Heads found;
    try {
      found = ports.heads().find();
      engine.reset(found);
      engine.sendHeads();
    } catch (TemporaryException | ResetException e) {
      listener.onDerivationFailure("cannot reset: " + e.getMessage());
      resetAt = now + Backoff.millis(resetFailures++);
      return false;
    }
    resetNeeded = false;
    resetFailures = 0;
    listener.onSafeHeadReset(found.safe());
    currentL1 = SyncStatus.NO_L1;
    steps.reset(found.safe(), now);
    sequencer.onResetDone(now);
    if (startWhenReady) {
      startWhenReady = false;
      sequencer.start(now);
      sequencerActive = true;
    }
    unsafeBlocks.onHeadsMoved(now);
    return true;
  }

  private void onStepped(Command.Stepped stepped) {
    if (!steps.end(stepped) || resetNeeded) {
      return;
    }
    switch (stepped.outcome()) {
      case Command.Outcome.ResetDone _ -> steps.onSuccess(now);
      case Command.Outcome.Failed failed -> onStepFailed(failed.failure());
      case Command.Outcome.Done done -> {
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

  private void onStepFailed(RuntimeException failure) {
    switch (failure) {
      case ResetException e -> needReset(String.valueOf(e.getMessage()));
      case TemporaryException e -> {
        listener.onDerivationFailure(String.valueOf(e.getMessage()));
        steps.onFailure(now);
      }
      default -> throw failure;
    }
  }

  /** Derivation reached an L1 block: sends the heads to the engine and checks finality. */
  private void onOrigin(L1BlockRef origin) {
    boolean moved = !origin.equals(currentL1);
    currentL1 = origin;
    steps.onOrigin(origin);
    if (!moved) {
      return;
    }
    try {
      engine.sendHeads();
      verifier.finalizeUpTo(origin.number());
    } catch (ResetException e) {
      needReset(String.valueOf(e.getMessage()));
    } catch (TemporaryException e) {
      listener.onDerivationFailure(String.valueOf(e.getMessage()));
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
      listener.onDerivationFailure(String.valueOf(e.getMessage()));
      steps.onFailure(now);
    }
    if (!engine.heads().equals(before)) {
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
    boolean sequencing = sequencerActive;
    boolean idle = steps.isIdle();
    if (sequencing != reportedActive || idle != reportedIdle) {
      reportedActive = sequencing;
      reportedIdle = idle;
      listener.onActivity(sequencing, idle);
    }
  }
}
