package dev.kopi.core.p2p.gossip;

import java.util.ArrayList;
import java.util.List;

/**
 * A peer's score and what it consists of.
 *
 * @param total the sum
 * @param colocation for too many peers at one IP address
 * @param behaviour for breaking the rules of gossip
 * @param application for answers and blocks that were right, failed or invalid
 * @param behaviourCount the penalties counted
 * @param valid right answers counted
 * @param errors failures counted
 * @param rejected invalid blocks counted
 */
public record PeerScore(
    double total,
    double colocation,
    double behaviour,
    double application,
    double behaviourCount,
    double valid,
    double errors,
    double rejected) {
  /** The square of the number of peers above the limit at the IP address. */
  public double colocationFactor() {
    // Not 0 / -35, which is -0.0.
    return colocation == 0 ? 0 : colocation / ScoreParams.COLOCATION_WEIGHT;
  }

  /** Why the score is below 0, for operators: each part with its number. */
  public List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    if (colocation < 0) {
      reasons.add("too many peers at its IP address: " + rounded(colocation));
    }
    if (behaviour < 0) {
      reasons.add(
          "broke rules of gossip " + rounded(behaviourCount) + " times: " + rounded(behaviour));
    }
    if (rejected > 0) {
      reasons.add(
          "sent "
              + rounded(rejected)
              + " invalid blocks: "
              + rounded(ScoreParams.REJECTED_WEIGHT * rejected));
    }
    if (errors > 0) {
      reasons.add(
          "failed or was late "
              + rounded(errors)
              + " times: "
              + rounded(ScoreParams.ERROR_WEIGHT * errors));
    }
    return reasons;
  }

  private static double rounded(double value) {
    return Math.round(100 * value) / 100.0;
  }
}
