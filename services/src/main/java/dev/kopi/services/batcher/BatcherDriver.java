package dev.kopi.services.batcher;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.telemetry.LogThrottle;
import dev.kopi.core.batcher.ChannelEncoder;
import dev.kopi.core.batcher.ChannelManager;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.services.lifecycle.Backoff;
import dev.kopi.services.lifecycle.CommandAnswer;
import dev.kopi.services.lifecycle.CommandQueue;
import dev.kopi.services.lifecycle.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The batcher. Each run handles commands and results, loads a few L2 blocks, and sends what is
 * ready. It owns the {@link ChannelManager}, and has no thread and no clock of its own, so that a
 * simulation can run it as well as a service.
 */
public final class BatcherDriver implements Work {
  private static final Logger LOG = LoggerFactory.getLogger(BatcherDriver.class);
  private static final int WAITING_COMMANDS = 16;

  /** What an operator may ask for. */
  public enum Command {
    /** Starts batching. */
    START,
    /** Cancels the transactions in flight and clears the state. Answered when both are done. */
    STOP,
    /** Closes the open channel. Answered when its frames are ready to be sent. */
    FLUSH
  }

  private enum State {
    STOPPED,
    RUNNING,
    STOPPING
  }

  private final BatcherConfig config;
  private final RollupConfig rollup;
  private final BatcherPorts ports;
  private final Throttler throttler;
  private final BatcherListener listener;
  private final Runnable wake;
  private final ChannelManager manager;
  private final CommandQueue<Command> commands;
  private final List<CommandQueue.Command<Command>> stopping = new ArrayList<>();
  private final LogThrottle problems = new LogThrottle();

  private BlockLoader loader;
  private BatchPublisher publisher;
  private long syncAt;
  private long loadAt;
  private boolean publishDue;
  private long publishAt;
  private int publishFailures;
  private @Nullable String loadProblem;
  private @Nullable String publishProblem;
  private volatile State state = State.STOPPED;
  private volatile ChannelManager.Snapshot snapshot;

  /**
   * A batcher that is stopped.
   *
   * @param channels opens channels
   * @param wake has {@link #run} called soon; from any thread
   */
  public BatcherDriver(
      BatcherConfig config,
      RollupConfig rollup,
      BatcherPorts ports,
      Supplier<ChannelEncoder> channels,
      Throttler throttler,
      BatcherListener listener,
      Runnable wake) {
    this.config = config;
    this.rollup = rollup;
    this.ports = ports;
    this.throttler = throttler;
    this.listener = listener;
    this.wake = wake;
    this.manager = new ChannelManager(config.policy(), channels);
    this.commands = new CommandQueue<>(WAITING_COMMANDS, wake);
    this.loader = newLoader();
    this.publisher = newPublisher();
    this.snapshot = manager.snapshot();
  }

  private BlockLoader newLoader() {
    return new BlockLoader(config, rollup, ports, manager, listener);
  }

  private BatchPublisher newPublisher() {
    return new BatchPublisher(config, rollup, ports, manager, listener, wake);
  }

  /** The commands to the batcher. For any thread, as are the following methods. */
  public CommandQueue<Command> commands() {
    return commands;
  }

  /** Whether it loads and sends. */
  public boolean isRunning() {
    return state == State.RUNNING;
  }

  /** The size of the state in memory. */
  public ChannelManager.Snapshot snapshot() {
    return snapshot;
  }

  /** Why blocks cannot be loaded, or null. Owned by the thread of {@link #run}, as the next. */
  @Nullable String loadProblem() {
    return state == State.RUNNING ? loadProblem : null;
  }

  /** Why nothing can be sent, or null. */
  @Nullable String publishProblem() {
    return state == State.RUNNING ? publishProblem : null;
  }

  @Override
  public long run(long now) {
    for (var next = commands.poll(); next != null; next = commands.poll()) {
      handle(next, now);
    }
    boolean results = publisher.takeResults(now);
    long next =
        switch (state) {
          case STOPPED -> NEVER;
          case STOPPING -> finishStop();
          case RUNNING -> work(now, results);
        };
    snapshot = manager.snapshot();
    return next;
  }

  private void handle(CommandQueue.Command<Command> command, long now) {
    switch (command.what()) {
      case START -> command.answer(start(now));
      case STOP -> stop(command);
      case FLUSH -> command.answer(flush());
    }
  }

  private CommandAnswer start(long now) {
    return switch (state) {
      case RUNNING -> CommandAnswer.ALREADY_RUNNING;
      case STOPPING -> CommandAnswer.STOPPING;
      case STOPPED -> {
        loader = newLoader();
        publisher = newPublisher();
        syncAt = now;
        loadAt = now;
        publishAt = now;
        publishDue = false;
        publishFailures = 0;
        loadProblem = null;
        publishProblem = null;
        state = State.RUNNING;
        LOG.info("batching started");
        yield CommandAnswer.DONE;
      }
    };
  }

  private void stop(CommandQueue.Command<Command> command) {
    switch (state) {
      case STOPPED -> command.answer(CommandAnswer.NOT_RUNNING);
      case STOPPING -> stopping.add(command);
      case RUNNING -> {
        stopping.add(command);
        state = State.STOPPING;
        publisher.cancelAll();
      }
    }
  }

  private long finishStop() {
    if (publisher.isIdle()) {
      manager.clear(rollup.genesisL1());
      state = State.STOPPED;
      LOG.info("batching stopped");
      stopping.forEach(command -> command.answer(CommandAnswer.DONE));
      stopping.clear();
    }
    return NEVER;
  }

  private CommandAnswer flush() {
    if (state != State.RUNNING) {
      return CommandAnswer.NOT_RUNNING;
    }
    manager.flush();
    publishDue = true;
    return CommandAnswer.DONE;
  }

  private long work(long now, boolean results) {
    publishDue |= results;
    if (results && loader.isDraining()) {
      syncAt = now;
    }
    load(now);
    throttler.update(manager.unsafeBytes());
    publish(now);
    long next = syncAt;
    if (loader.hasMore()) {
      next = Math.min(next, Math.max(now, loadAt));
    }
    if (publishDue && !loader.isDraining()) {
      next = Math.min(next, Math.max(publishAt, publisher.resumeAt()));
    }
    return next;
  }

  private void load(long now) {
    try {
      if (now >= syncAt) {
        syncAt = now + config.pollInterval().toMillis();
        loader.sync(publisher.isIdle());
        publishDue = true;
        loadProblem = null;
      }
      if (loader.hasMore() && now >= loadAt) {
        loader.load();
        publishDue = true;
      }
    } catch (RpcException | RpcTransportException | DecodeException e) {
      loadAt = syncAt;
      loadProblem = e.getMessage();
      problem(e);
    }
  }

  private void publish(long now) {
    boolean mayPublish = publishDue && !loader.isDraining();
    if (!mayPublish || now < publishAt || now < publisher.resumeAt()) {
      return;
    }
    try {
      publisher.publish(loader.urgency());
      publishDue = false;
      publishFailures = 0;
      publishProblem = null;
    } catch (RpcException | RpcTransportException | DecodeException e) {
      publishAt = now + Backoff.millis(publishFailures++);
      publishProblem = e.getMessage();
      problem(e);
    }
  }

  private void problem(RuntimeException e) {
    LOG.atLevel(problems.shouldLog(e.getMessage()) ? Level.WARN : Level.DEBUG)
        .log("retrying: {}", e.getMessage());
    listener.onProblem(String.valueOf(e.getMessage()));
  }
}
