package dev.kopi.services.node;

import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.pipeline.StepResult;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.core.rollup.UnsafePayloads;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a rollup node does, as a mailbox: commands come in from any thread, {@link #run} handles
 * them and whatever is due on one. There is no thread and no clock in here, so that a simulation
 * can drive it as well as a service.
 *
 * <p>Sequencing goes first, since it is bound to the clock, but not twice in a row while something
 * else is due. Then come commands, then blocks from outside, then derivation, one block at a time.
 */
public final class NodeDriver {
  /** Why derivation starts over when nothing has gone wrong. */
  static final String START = "the node starts";

  private static final int COMMANDS_AT_ONCE = 64;

  private final NodePorts ports;
  private final Runnable wake;
  private final NodeListener listener;
  private final Queue<Command> mailbox = new ConcurrentLinkedQueue<>();

  private final EngineControl engine;
  private final OriginFinder origins;
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

  // A sequencer behind its clock is always due: it takes turns, so that the safe head moves on.
  private boolean sequencedLast;

  private L1BlockRef currentL1 = SyncStatus.NO_L1;
  private L1BlockRef headL1 = SyncStatus.NO_L1;
  private L1BlockRef safeL1 = SyncStatus.NO_L1;
  private L1BlockRef finalizedL1 = SyncStatus.NO_L1;
  private volatile SyncStatus status = SyncStatus.EMPTY;
  private volatile boolean sequencerActive;
  private boolean toldActive;
  private boolean toldIdle;

  /**
   * Nothing is asked yet.
   *
   * @param derivationThread runs the pipeline, one task after another
   * @param wake is called when a command has come in
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
    this.engine = new EngineControl(config, ports.engine());
    this.origins = new OriginFinder(config, ports.l1(), settings.sequencing().confirmations());
    this.sequencer =
        new Sequencer(
            config,
            settings.sequencing(),
            engine,
            origins,
            ports.attributes(),
            ports.conductor(),
            ports.gossip(),
            listener);
    this.verifier = new Verifier(config, settings, engine, ports.l1(), ports.l2(), listener);
    this.unsafeBlocks = new UnsafeBlocks(config, engine, listener, settings.unsafePayloadBytes());
    this.steps = new DerivationSteps(ports.derivation(), derivationThread, this::post);
    this.startWhenReady = settings.sequencing().enabled() && !settings.sequencing().stopped();
  }

  private void post(Command command) {
    mailbox.add(command);
    wake.run();
  }

  /** L1 has a new head. This and what follows may be called from any thread. */
  public void l1Head(L1BlockRef ref) {
    post(new Command.L1Head(ref));
  }

  /** L1 has a new safe block. */
  public void l1Safe(L1BlockRef ref) {
    post(new Command.L1Safe(ref));
  }

  /** L1 has a new final block. */
  public void l1Finalized(L1BlockRef ref) {
    post(new Command.L1Finalized(ref));
  }

  /** A block came from outside; its hash is checked already. */
  public void unsafePayload(UnsafePayloads.Entry entry) {
    post(new Command.UnsafePayload(entry));
  }

  /**
   * Starts to sequence.
   *
   * @param head what the unsafe head must be
   * @return fails with an {@link IllegalStateException} that says why not
   */
  public CompletableFuture<Void> startSequencer(Hash head) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    post(new Command.StartSequencer(head, done));
    return done;
  }

  /**
   * Ends sequencing.
   *
   * @return the unsafe head; fails with an {@link IllegalStateException} when there is nothing to
   *     end
   */
  public CompletableFuture<Hash> stopSequencer() {
    CompletableFuture<Hash> done = new CompletableFuture<>();
    post(new Command.StopSequencer(done));
    return done;
  }

  /** Lets the L1 origin catch up, without transactions of users, or does so no more. */
  public void setRecover(boolean on) {
    post(new Command.SetRecover(on));
  }

  /** Starts over. */
  public CompletableFuture<Void> resetDerivation() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    post(new Command.Reset(done));
    return done;
  }

  /** What the node knows of both chains. */
  public SyncStatus status() {
    return status;
  }

  /** Whether the node sequences. */
  public boolean isSequencing() {
    return sequencerActive;
  }

  /**
   * Handles the commands that have come in, and then does one thing that is due.
   *
   * @return when to call again at the latest, in milliseconds; {@link Long#MAX_VALUE} for only when
   *     a command comes in
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
      case Command.L1Head head -> onL1Head(head.ref());
      case Command.L1Safe safe -> safeL1 = safe.ref();
      case Command.L1Finalized finalized -> {
        finalizedL1 = finalized.ref();
        verifier.onFinalizedL1(finalized.ref());
        finalizeAgain();
      }
      case Command.UnsafePayload payload -> unsafeBlocks.add(payload.entry(), now);
      case Command.StartSequencer start -> start(start);
      case Command.StopSequencer stop -> stop(stop);
      case Command.SetRecover recover -> sequencer.setRecover(recover.on());
      case Command.Reset reset -> {
        needReset("asked for");
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

  private void finalizeAgain() {
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

  /** A published block goes into the own chain first, so that the next leader builds on it. */
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

  /** Does one thing that is due; false when nothing is. */
  private boolean act() {
    if (resetNeeded) {
      return now >= resetAt && reset();
    }
    boolean mustSequence = sequencer.nextActionMillis() <= now;
    if (mustSequence && !sequencedLast) {
      return sequence();
    }
    sequencedLast = false;
    return actBesides() || (mustSequence && sequence());
  }

  private boolean sequence() {
    sequencer.act(now);
    finishStopping();
    sequencedLast = true;
    return true;
  }

  /** Does one thing besides sequencing; false when nothing is due. */
  private boolean actBesides() {
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
    Heads found;
    try {
      found = ports.heads().find();
      engine.reset(found);
      engine.tellHeads();
    } catch (TemporaryException | ResetException e) {
      listener.onDerivationFailure("cannot start over: " + e.getMessage());
      resetAt = now + Backoff.millis(resetFailures++);
      return false;
    }
    resetNeeded = false;
    resetFailures = 0;
    listener.onSafeHeadReset(found.safe());
    currentL1 = SyncStatus.NO_L1;
    steps.startOver(found.safe(), now);
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

  /** Derivation has come to an L1 block: the engine is told the labels, finality is looked at. */
  private void onOrigin(L1BlockRef origin) {
    boolean moved = !origin.equals(currentL1);
    currentL1 = origin;
    steps.onOrigin(origin);
    if (!moved) {
      return;
    }
    try {
      engine.tellHeads();
      verifier.finalizeUpTo(origin.number());
    } catch (ResetException e) {
      needReset(String.valueOf(e.getMessage()));
    } catch (TemporaryException e) {
      listener.onDerivationFailure(String.valueOf(e.getMessage()));
    }
  }

  private boolean verify() {
    Heads before = engine.heads();
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
    Heads heads = engine.hasHeads() && !resetNeeded ? engine.heads() : null;
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
    if (sequencing != toldActive || idle != toldIdle) {
      toldActive = sequencing;
      toldIdle = idle;
      listener.onActivity(sequencing, idle);
    }
  }
}
