package dev.kopi.services.node.driver;

import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.lifecycle.Work;
import dev.kopi.services.node.engine.EngineController;
import dev.kopi.services.node.sequencer.Conductor;
import dev.kopi.services.node.sequencer.Sequencer;
import dev.kopi.services.node.sequencer.SequencerState;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Starts and stops the sequencer: on commands, and once the heads are known if the node is
 * configured so. Only a leader starts, and each change is persisted before it takes effect.
 *
 * <p>Owned by the driver's thread, except for {@link #isActive}.
 */
final class SequencerControl {
  private static final long RETRY_MILLIS = 1000;

  private final Sequencer sequencer;
  private final EngineController engine;
  private final Conductor conductor;
  private final SequencerState state;
  private final NodeListener listener;

  private boolean startWhenReady;
  private long startAt;
  private @Nullable CompletableFuture<Hash> stopping;
  private volatile boolean active;

  /**
   * A sequencer that is not active.
   *
   * @param startWhenReady whether it starts once the heads are known
   */
  SequencerControl(
      Sequencer sequencer, EngineController engine, NodePorts ports, boolean startWhenReady) {
    this.sequencer = sequencer;
    this.engine = engine;
    this.conductor = ports.conductor();
    this.state = ports.sequencerState();
    this.listener = ports.listener();
    this.startWhenReady = startWhenReady;
  }

  /** Whether the sequencer is active. From any thread. */
  boolean isActive() {
    return active;
  }

  /** When {@link #startIfReady} is to be called. */
  long dueMillis() {
    return startWhenReady ? startAt : Work.NEVER;
  }

  /** Starts the sequencer if it is to start by itself; the heads are known. */
  void startIfReady(long now) {
    if (!startWhenReady || now < startAt) {
      return;
    }
    try {
      if (!conductor.isLeader()) {
        startWhenReady = false;
        listener.onSequencingFailure(
            "not started: the conductor says that this node is not the leader; waiting for"
                + " admin_startSequencer");
        return;
      }
      state.started();
    } catch (TemporaryException e) {
      startAt = now + RETRY_MILLIS;
      listener.onSequencingFailure("not started: " + e.getMessage());
      return;
    }
    activate(now);
  }

  private void activate(long now) {
    startWhenReady = false;
    sequencer.start(now);
    active = true;
  }

  /** Handles {@code admin_startSequencer}. */
  void start(Command.StartSequencer command, long now) {
    String refusal = start(command.head(), now);
    if (refusal == null) {
      command.done().complete(null);
    } else {
      command.done().completeExceptionally(new CommandRefusedException(refusal));
    }
  }

  /** Returns why the sequencer does not start, or null. */
  private @Nullable String start(Hash head, long now) {
    if (sequencer.isActive()) {
      return "sequencer already running";
    }
    if (!engine.hasHeads()) {
      return "no prestate, cannot determine if sequencer start at " + head + " is safe";
    }
    try {
      if (!conductor.isLeader()) {
        return "sequencer is not the leader, aborting";
      }
    } catch (TemporaryException e) {
      return "sequencer leader check failed: " + e.getMessage();
    }
    Hash unsafe = engine.heads().unsafe().hash();
    if (!head.equals(unsafe)) {
      return "block hash does not match: head " + unsafe + ", received " + head;
    }
    try {
      state.started();
    } catch (TemporaryException e) {
      return "the sequencer's state cannot be persisted: " + e.getMessage();
    }
    activate(now);
    return null;
  }

  /** Handles {@code admin_stopSequencer}. */
  void stop(Command.StopSequencer command) {
    if (!sequencer.isActive() && !startWhenReady) {
      command.done().completeExceptionally(new CommandRefusedException("sequencer not running"));
    } else if (stopping != null) {
      command.done().completeExceptionally(new CommandRefusedException("sequencer is stopping"));
    } else {
      stopping = command.done();
      finishStopping();
    }
  }

  /** A published block is inserted before the sequencer stops: the next leader builds on it. */
  void finishStopping() {
    CompletableFuture<Hash> done = stopping;
    if (done == null || sequencer.hasSealedBlock()) {
      return;
    }
    stopping = null;
    try {
      state.stopped();
    } catch (TemporaryException e) {
      done.completeExceptionally(
          new CommandRefusedException(
              "the sequencer's state cannot be persisted: " + e.getMessage()));
      return;
    }
    startWhenReady = false;
    sequencer.stop();
    active = false;
    done.complete(engine.hasHeads() ? engine.heads().unsafe().hash() : Hash.ZERO);
  }

  /** Refuses the answer that is owed. */
  void close() {
    CompletableFuture<Hash> done = stopping;
    stopping = null;
    if (done != null) {
      done.completeExceptionally(CommandRefusedException.stopping());
    }
  }
}
