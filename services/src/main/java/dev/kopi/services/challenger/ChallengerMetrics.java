package dev.kopi.services.challenger;

import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.core.dispute.play.GameTask;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;

/** The metrics of a challenger, under op-challenger's names. */
public final class ChallengerMetrics implements ChallengerListener, VmListener {
  private static final double[] SECONDS = {0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1200};
  private static final double MILLIS = 1000;
  private static final double WEI = 1e18;

  private final Gauge tracked;
  private final Gauge highestBlock;
  private final Gauge bonds;
  private final Counter moves;
  private final Counter steps;
  private final Counter challenges;
  private final Counter preimages;
  private final Counter claims;
  private final Counter claimFailures;
  private final Counter executions;
  private final Counter failedTurns;
  private final Histogram actTime;
  private final Histogram resolutionTime;
  private final Histogram vmTime;

  /** Registers the metrics. */
  public ChallengerMetrics(Metrics metrics) {
    tracked =
        metrics.gauge("tracked_games", "Number of games being tracked by the challenger", "status");
    highestBlock =
        metrics.gauge(
            "highest_acted_l1_block", "Highest L1 block for which all games were acted on");
    bonds = metrics.gauge("bonds", "Wei in ether by where it is", "state");
    moves = metrics.counter("moves", "Number of game moves made by the challenge agent");
    steps = metrics.counter("steps", "Number of game steps made by the challenge agent");
    challenges =
        metrics.counter("l2_challenges", "Number of L2 challenges made by the challenge agent");
    preimages = metrics.counter("preimage_count", "Number of preimage parts loaded");
    claims = metrics.counter("claims", "Number of bonds claimed");
    claimFailures = metrics.counter("claim_failures", "Number of bond claims that failed");
    executions = metrics.counter("vm_executions", "Number of runs of the VM", "result");
    failedTurns =
        metrics.counter("failed_turns", "Number of looks at games that were not finished");
    actTime = metrics.histogram("game_act_time", "Seconds that a look at a game took", SECONDS);
    resolutionTime =
        metrics.histogram(
            "claim_resolution_time",
            "Seconds from a resolution's submission to its block",
            SECONDS);
    vmTime = metrics.histogram("vm_execution_time", "Seconds that a run of the VM took", SECONDS);
  }

  @Override
  public void onStatus(ChallengerStatus status) {
    tracked.labelValues("in_progress").set((double) status.inProgress() + status.contested());
    tracked.labelValues("defender_won").set(status.defenderWon());
    tracked.labelValues("challenger_won").set(status.challengerWon());
    highestBlock.set(status.l1Block());
    bonds.labelValues("locked").set(ether(status.locked()));
    bonds.labelValues("claimable").set(ether(status.claimable()));
    bonds.labelValues("free").set(ether(status.free()));
  }

  private static double ether(UInt256 wei) {
    return wei.toBigInteger().doubleValue() / WEI;
  }

  @Override
  public void onDone(Address game, GameTask task, long millis) {
    switch (task) {
      case GameTask.Move _ -> moves.inc();
      case GameTask.Step _ -> steps.inc();
      case GameTask.ChallengeBlockNumber _ -> challenges.inc();
      case GameTask.LoadPreimage _ -> preimages.inc();
      case GameTask.ClaimCredit _ -> claims.inc();
      case GameTask.ResolveClaim _, GameTask.ResolveGame _ ->
          resolutionTime.observe(millis / MILLIS);
    }
  }

  @Override
  public void onFailed(Address game, GameTask task, String cause) {
    if (task instanceof GameTask.ClaimCredit) {
      claimFailures.inc();
    }
  }

  @Override
  public void onTurn(TurnReport report) {
    actTime.observe(report.millis() / MILLIS);
    if (report.problem() != null) {
      failedTurns.inc();
    }
  }

  @Override
  public void onRun(long millis, boolean success) {
    executions.labelValues(success ? "success" : "failure").inc();
    vmTime.observe(millis / MILLIS);
  }
}
