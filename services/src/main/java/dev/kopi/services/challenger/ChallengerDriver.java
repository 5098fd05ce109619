package dev.kopi.services.challenger;

import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.adapters.contracts.dispute.GameSnapshot.Glance;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.telemetry.LogThrottle;
import dev.kopi.core.dispute.play.GameTask;
import dev.kopi.core.dispute.play.Turn;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.challenger.DisputeChain.Head;
import dev.kopi.services.lifecycle.Work;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The challenger: looks at the games after each L1 block, has those worked on that need it, and
 * sends what they need to L1. What it knows is read from L1, also after a restart. It has no thread
 * of its own, so that a simulation can run it as well as a service.
 */
public final class ChallengerDriver implements Work {
  private static final Logger LOG = LoggerFactory.getLogger(ChallengerDriver.class);

  /** How long after a failure the credit of a game is looked at again, in seconds. */
  private static final long CREDIT_RETRY = 60;

  /** How many games' credits are read after one L1 block. */
  private static final int CREDITS_EACH_BLOCK = 20;

  private final ChallengerConfig config;
  private final ChallengerPorts ports;
  private final ChallengerListener listener;
  private final Runnable wake;
  private final GameTurn turns;
  private final TaskBoard board;
  private final GameBook games;
  private final LogThrottle problems = new LogThrottle();

  /** Filled by the turns that run, which are bounded. */
  private final Queue<TurnReport> reports = new ConcurrentLinkedQueue<>();

  private long pollAt;
  private long updateAt;
  private @Nullable Head head;
  private UInt256 balance = UInt256.ZERO;
  private String problem = "";
  private volatile @Nullable ChallengerStatus status;

  /**
   * A challenger that has not looked yet.
   *
   * @param clock measures how long turns take
   * @param wake has {@link #run} called soon; from any thread
   */
  public ChallengerDriver(
      ChallengerConfig config,
      ChallengerPorts ports,
      ChallengerListener listener,
      InstantSource clock,
      Runnable wake) {
    this.config = config;
    this.ports = ports;
    this.listener = listener;
    this.wake = wake;
    this.turns = new GameTurn(ports.l1(), ports.traces(), config.rules(), clock);
    this.board = new TaskBoard(ports.sender(), config.maxPendingTransactions(), wake);
    this.games = new GameBook(config, ports.l1(), ports.traces());
  }

  /** How the games stand; null before they were looked at. For any thread. */
  public @Nullable ChallengerStatus status() {
    return status;
  }

  @Override
  public long run(long now) {
    for (TurnReport next = reports.poll(); next != null; next = reports.poll()) {
      take(next);
    }
    board.takeEnded(now).forEach(this::onEnded);
    if (now >= pollAt) {
      pollAt = now + config.pollInterval().toMillis();
      try {
        look(now);
        problem = "";
      } catch (RpcException | RpcTransportException | DecodeException e) {
        problem("L1: " + e.getMessage());
      }
    }
    Head at = head;
    if (at != null) {
      startTurns(at);
      report(at, board.send(balance, now));
    }
    return pollAt;
  }

  private void look(long now) {
    Head newest = ports.l1().head();
    Head before = head;
    if (before != null && (newest.hash().equals(before.hash()) || now < updateAt)) {
      return;
    }
    updateAt = now + config.minUpdateInterval().toMillis();
    boolean follows =
        before != null && (newest.parent().equals(before.hash()) || ports.l1().isCanonical(before));
    games.update(newest, before != null && !follows);
    List<TrackedGame> open = games.all().stream().filter(TrackedGame::isInProgress).toList();
    List<Glance> glances =
        ports.l1().glances(open.stream().map(game -> game.facts.address()).toList(), newest);
    for (int i = 0; i < open.size(); i++) {
      TrackedGame game = open.get(i);
      boolean changed = game.see(glances.get(i));
      game.turnDue |=
          changed
              || !follows
              || game.problem != null
              || newest.seconds() >= game.nextSeconds
              || board.isUnderWay(game.facts.address());
      if (!game.isInProgress()) {
        board.drop(game.facts.address());
        ports.traces().close(game.facts.address());
        LOG.info("game {} is over: {}", game.facts.address(), glances.get(i).status());
      }
    }
    balance = ports.l1().balance(ports.sender().address(), newest);
    head = newest;
    claimCredits(newest);
  }

  private void startTurns(Head at) {
    List<TrackedGame> due =
        games.all().stream()
            .filter(game -> game.turnDue && !game.inTurn && game.isInProgress())
            .filter(game -> game.glance != null && at.number() >= game.fromBlock)
            // Games that are known to be wrong go first, then those not looked at.
            .sorted(Comparator.comparingInt(ChallengerDriver::urgency))
            .toList();
    for (TrackedGame game : due) {
      GameFacts facts = game.facts;
      Glance glance = game.glance;
      if (glance == null || !ports.runner().submit(() -> turn(facts, glance, at))) {
        return;
      }
      game.inTurn = true;
      game.turnDue = false;
    }
  }

  /** In a thread of the runner. */
  private void turn(GameFacts facts, Glance glance, Head at) {
    TurnReport report = null;
    try {
      report = turns.take(facts, glance, at);
    } finally {
      reports.add(report == null ? TurnReport.failed(facts.address(), at) : report);
      wake.run();
    }
  }

  private static int urgency(TrackedGame game) {
    return game.agrees == null ? 1 : game.agrees ? 2 : 0;
  }

  private void take(TurnReport report) {
    TrackedGame game = games.get(report.game());
    if (game == null) {
      return;
    }
    game.inTurn = false;
    listener.onTurn(report);
    String refusal = report.refusal();
    if (refusal != null) {
      games.refuse(report.game(), refusal);
      return;
    }
    if (report.agrees() != null && !report.agrees().equals(game.agrees)) {
      LOG.atLevel(report.agrees() ? Level.DEBUG : Level.WARN)
          .log(
              "game {}: the output root of block {} is {}",
              report.game(),
              game.facts.proposal().l2Block(),
              report.agrees() ? "right" : "wrong");
    }
    game.agrees = report.agrees() == null ? game.agrees : report.agrees();
    game.problem = report.problem();
    String text = report.problem();
    if (text != null) {
      LOG.atLevel(problems.shouldLog(report.game() + text) ? Level.WARN : Level.DEBUG)
          .log("game {} cannot be played now: {}", report.game(), text);
    }
    Turn turn = report.turn();
    if (turn == null) {
      return;
    }
    game.locked = report.locked();
    game.nextSeconds = turn.nextSeconds();
    // What was mined since is not in the report: the next look shows it.
    if (report.head().number() >= game.fromBlock && game.isInProgress()) {
      board.replace(game.facts, turn.tasks(), report.head().number());
    } else {
      game.turnDue = true;
    }
  }

  private void onEnded(TaskBoard.Ended ended) {
    Address address = ended.game().address();
    TrackedGame game = games.get(address);
    if (game != null) {
      game.turnDue = true;
      game.fromBlock = Math.max(game.fromBlock, ended.block());
      Head at = head;
      if (ended.task() instanceof GameTask.ClaimCredit && at != null) {
        game.creditSeconds = ended.failure() == null ? 0 : at.seconds() + CREDIT_RETRY;
      } else if (ended.failure() != null && at != null) {
        // Not again on the same state: the next L1 block may show why.
        game.fromBlock = Math.max(game.fromBlock, at.number() + 1);
      }
    }
    String failure = ended.failure();
    if (failure == null) {
      LOG.info("game {}: {} in L1 block {}", address, ended.task().key(), ended.block());
      listener.onDone(address, ended.task(), ended.millis());
    } else {
      LOG.atLevel(problems.shouldLog(address + ended.task().key()) ? Level.WARN : Level.DEBUG)
          .log("game {}: {} failed: {}", address, ended.task().key(), failure);
      listener.onFailed(address, ended.task(), failure);
    }
  }

  private void claimCredits(Head at) {
    List<Address> accounts = config.rules().accounts().stream().sorted().toList();
    games.all().stream()
        .filter(game -> !game.isInProgress() && game.creditSeconds <= at.seconds())
        .filter(game -> at.number() >= game.fromBlock)
        .filter(game -> !board.isUnderWay(game.facts.address()))
        .limit(CREDITS_EACH_BLOCK)
        .toList()
        .forEach(game -> {
          Credits credits =
              Credits.of(game.facts, ports.l1().credits(game.facts, accounts, at), at.seconds());
          game.claimable = credits.claimable();
          game.creditSeconds = credits.nextSeconds();
          board.replace(game.facts, credits.tasks(), at.number());
        });
  }

  private void report(Head at, TaskBoard.@Nullable Unfunded unfunded) {
    List<String> notes = new ArrayList<>();
    if (!problem.isEmpty()) {
      notes.add(problem);
    }
    if (unfunded != null) {
      String text =
          EtherText.of(unfunded.missing())
              + " ETH are missing for "
              + unfunded.tasks()
              + " answers, the first in game "
              + unfunded.game()
              + " until "
              + java.time.Instant.ofEpochSecond(unfunded.deadlineSeconds())
              + "; the account "
              + ports.sender().address()
              + " has "
              + EtherText.of(balance)
              + " ETH: send it more";
      notes.add(text);
      LOG.atLevel(problems.shouldLog("unfunded " + unfunded) ? Level.ERROR : Level.DEBUG)
          .log("{}", text);
    }
    games.all().stream()
        .filter(game -> game.problem != null)
        .limit(1)
        .forEach(game -> notes.add("game " + game.facts.address() + ": " + game.problem));
    ChallengerStatus now = games.status(at, balance, String.join("; ", notes));
    if (!now.equals(status)) {
      status = now;
      listener.onStatus(now);
    }
  }

  private void problem(String text) {
    problem = text;
    LOG.atLevel(problems.shouldLog(text) ? Level.WARN : Level.DEBUG).log("retrying: {}", text);
  }
}
