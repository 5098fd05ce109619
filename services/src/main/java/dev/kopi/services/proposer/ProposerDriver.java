package dev.kopi.services.proposer;

import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.telemetry.LogThrottle;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.ProposalRules;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.services.lifecycle.CommandAnswer;
import dev.kopi.services.lifecycle.CommandQueue;
import dev.kopi.services.lifecycle.Work;
import dev.kopi.services.txmgr.Submission;
import dev.kopi.services.txmgr.TxOutcome;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The proposer. Its proposals are read from L1, also after a restart. It has no thread and no clock
 * of its own, so that a simulation can run it as well as a service.
 */
public final class ProposerDriver implements Work {
  private static final Logger LOG = LoggerFactory.getLogger(ProposerDriver.class);
  private static final int WAITING_COMMANDS = 16;

  /** What an operator may ask for. */
  public enum Command {
    /** Starts proposing. */
    START,
    /** Cancels the proposal that is on its way. Answered when nothing of it runs any more. */
    STOP
  }

  private enum State {
    STOPPED,
    RUNNING,
    STOPPING
  }

  /** A proposal on its way to L1. */
  private record Sent(long l2Block, Hash root, Submission submission) {}

  private final ProposerConfig config;
  private final RollupConfig rollup;
  private final ProposerPorts ports;
  private final ProposerListener listener;
  private final Runnable wake;
  private final CommandQueue<Command> commands;
  private final List<CommandQueue.Command<Command>> stopping = new ArrayList<>();
  private final LogThrottle problems = new LogThrottle();
  private long checkAt;
  private boolean nodeSynced;
  private @Nullable Sent sent;
  private @Nullable Hash lastRoot;
  private volatile State state = State.STOPPED;

  /**
   * A proposer that is stopped.
   *
   * @param wake has {@link #run} called soon; from any thread
   */
  public ProposerDriver(
      ProposerConfig config,
      RollupConfig rollup,
      ProposerPorts ports,
      ProposerListener listener,
      Runnable wake) {
    this.config = config;
    this.rollup = rollup;
    this.ports = ports;
    this.listener = listener;
    this.wake = wake;
    this.commands = new CommandQueue<>(WAITING_COMMANDS, wake);
  }

  /** The commands to the proposer. For any thread, as is the following method. */
  public CommandQueue<Command> commands() {
    return commands;
  }

  /** Whether it proposes. */
  public boolean isRunning() {
    return state == State.RUNNING;
  }

  @Override
  public long run(long now) {
    for (var next = commands.poll(); next != null; next = commands.poll()) {
      handle(next, now);
    }
    takeOutcome();
    return switch (state) {
      case STOPPED -> NEVER;
      case STOPPING -> finishStop();
      case RUNNING -> sent == null ? work(now) : NEVER;
    };
  }

  private void handle(CommandQueue.Command<Command> command, long now) {
    switch (command.what()) {
      case START -> command.answer(start(now));
      case STOP -> stop(command);
    }
  }

  private CommandAnswer start(long now) {
    return switch (state) {
      case RUNNING -> CommandAnswer.ALREADY_RUNNING;
      case STOPPING -> CommandAnswer.STOPPING;
      case STOPPED -> {
        checkAt = now;
        nodeSynced = !config.waitForNode();
        state = State.RUNNING;
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
        if (sent != null) {
          sent.submission().cancel();
        }
      }
    }
  }

  private long finishStop() {
    if (sent == null) {
      state = State.STOPPED;
      stopping.forEach(command -> command.answer(CommandAnswer.DONE));
      stopping.clear();
    }
    return NEVER;
  }

  private void takeOutcome() {
    Sent proposal = sent;
    TxOutcome outcome = proposal == null ? null : proposal.submission().outcome();
    if (proposal == null || outcome == null) {
      return;
    }
    sent = null;
    switch (outcome) {
      case TxOutcome.Confirmed confirmed -> onConfirmed(proposal, confirmed.transaction());
      case TxOutcome.Failed failed -> {
        LOG.warn(
            "proposal tx failed: block={} reason={} hashes={} cause: {}",
            proposal.l2Block(),
            failed.reason(),
            failed.published(),
            failed.cause());
        listener.onProblem(failed.cause());
      }
    }
  }

  private void onConfirmed(Sent proposal, MinedTransaction mined) {
    if (mined.success()) {
      lastRoot = proposal.root();
      LOG.info("proposed L2 block {} root {}", proposal.l2Block(), proposal.root());
    } else {
      LOG.error("the proposal of L2 block {} reverted: {}", proposal.l2Block(), mined.hash());
    }
    listener.onProposed(proposal.l2Block(), proposal.root(), mined);
  }

  private long work(long now) {
    if (now < checkAt) {
      return checkAt;
    }
    checkAt = now + config.pollInterval().toMillis();
    try {
      nodeSynced = nodeSynced || isNodeSynced();
      if (nodeSynced) {
        proposeIfDue(now / 1000);
      }
    } catch (RpcException | RpcTransportException | DecodeException e) {
      problem("retrying: {}", String.valueOf(e.getMessage()));
    }
    return commands.isEmpty() ? checkAt : now;
  }

  private void problem(String format, String text) {
    LOG.atLevel(problems.shouldLog(text) ? Level.WARN : Level.DEBUG).log(format, text);
    listener.onProblem(text);
  }

  private boolean isNodeSynced() {
    return ports.node().syncStatus().currentL1().number() + 1 >= ports.l1BlockNumber().getAsLong();
  }

  private void proposeIfDue(long nowSeconds) {
    ProposalRules.Proposal recent =
        ProposalRules.recent(
            new NewestFirst(),
            ports.sender().address(),
            config.gameType(),
            nowSeconds,
            config.proposalInterval().toSeconds());
    if (recent != null || !commands.isEmpty()) {
      return;
    }
    L2BlockRef block =
        ProposalRules.block(ports.node().syncStatus(), rollup, config.allowNonFinalized());
    if (block == null) {
      return;
    }
    long number = block.number();
    Hash root = ports.node().outputRoot(number);
    if (root.equals(lastRoot) || ports.games().exists(root, number)) {
      return;
    }
    long highest = ports.games().highestBlock();
    if (number > highest) {
      problem(
          "{}",
          "L2 block "
              + number
              + " is not proposed: a dispute game reaches from the anchor up to block "
              + highest
              + "; resolve an older game to move the anchor");
      return;
    }
    sent = new Sent(number, root, ports.sender().send(ports.games().create(root, number), wake));
  }

  /**
   * Iterates over the games of the factory, newest first; reads each game lazily. Ends early when a
   * command arrives: there may be many games.
   */
  private final class NewestFirst implements Iterator<ProposalRules.Proposal> {
    private long next = ports.games().count() - 1;

    @Override
    public boolean hasNext() {
      return next >= 0 && commands.isEmpty();
    }

    @Override
    public ProposalRules.Proposal next() {
      if (next < 0) {
        throw new NoSuchElementException();
      }
      return ports.games().proposal(next--);
    }
  }
}
