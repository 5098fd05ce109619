package dev.kopi.apps.deployer.parameters;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/**
 * The dispute games and the delays of withdrawals.
 *
 * @param absolutePrestate the commitment to the fault-proof program; null for the one that comes
 *     with Kopi
 * @param maxGameDepth the depth at which one instruction is left to execute
 * @param splitDepth the depth at which the dispute goes from output roots to instructions
 * @param clockExtensionSeconds what a clock has at least after a move; twice that before the split
 *     depth, and the challenge period more before the maximal depth
 * @param maxClockSeconds what each side's clock starts with; at least the longest extension
 * @param proofMaturityDelaySeconds from the proof of a withdrawal until it may be finalised
 * @param disputeGameFinalityDelaySeconds from the resolution of a game until withdrawals proven
 *     against it may be finalised
 * @param bondWithdrawalDelaySeconds how long DelayedWETH holds bonds back
 * @param preimageMinProposalBytes the least size of a large pre-image proposal
 * @param preimageChallengePeriodSeconds how long a large pre-image may be challenged
 * @param initBond wei that the creator of a game deposits
 */
public record FaultProofParameters(
    @Nullable Hash absolutePrestate,
    int maxGameDepth,
    int splitDepth,
    long clockExtensionSeconds,
    long maxClockSeconds,
    long proofMaturityDelaySeconds,
    long disputeGameFinalityDelaySeconds,
    long bondWithdrawalDelaySeconds,
    long preimageMinProposalBytes,
    long preimageChallengePeriodSeconds,
    UInt256 initBond) {
  private static final int MAX_GAME_DEPTH = 125;

  /** Checks what the contracts' constructors demand, so that it does not show on L1 first. */
  public FaultProofParameters {
    if (maxGameDepth > MAX_GAME_DEPTH) {
      throw new IllegalArgumentException(
          "the maximal depth " + maxGameDepth + " is above " + MAX_GAME_DEPTH);
    }
    if (splitDepth < 2 || splitDepth + 1 >= maxGameDepth) {
      throw new IllegalArgumentException(
          "the split depth "
              + splitDepth
              + " does not lie between 2 and two levels above the maximal depth "
              + maxGameDepth);
    }
    if (clockExtensionSeconds < 0
        || preimageChallengePeriodSeconds < 0
        || clockExtensionSeconds > maxClockSeconds
        || preimageChallengePeriodSeconds > maxClockSeconds) {
      throw new IllegalArgumentException(
          "the clock extension and the challenge period lie between 0 and the maximal clock of "
              + maxClockSeconds
              + " s");
    }
    long longer = Math.max(clockExtensionSeconds, preimageChallengePeriodSeconds);
    if (longer > maxClockSeconds - clockExtensionSeconds) {
      throw new IllegalArgumentException(
          "the maximal clock of "
              + maxClockSeconds
              + " s is below the longest extension: twice the clock extension, or the clock"
              + " extension and the challenge period");
    }
    if (absolutePrestate != null && absolutePrestate.isZero()) {
      throw new IllegalArgumentException("the absolute prestate is not set");
    }
  }

  /**
   * Named sets of clocks and delays. In all of them a proof matures no sooner than the game that it
   * rests on can be resolved and final: clients such as viem wait for the proof alone, and take the
   * portal's refusal of an unresolved game for a failure.
   */
  public enum Profile {
    /** A withdrawal takes about a minute and a half: for development only. */
    FAST,
    /** The delays of OP Mainnet: a withdrawal takes a week. */
    PRODUCTION
  }

  /**
   * A copy with other games. The delay of proofs changes by as much as the clock does, so that
   * proofs still mature no sooner than their games are final.
   */
  public FaultProofParameters with(GameOverrides games) {
    long maxClock = games.maxClockSeconds() == null ? maxClockSeconds : games.maxClockSeconds();
    return new FaultProofParameters(
        absolutePrestate,
        games.maxGameDepth() == null ? maxGameDepth : games.maxGameDepth(),
        games.splitDepth() == null ? splitDepth : games.splitDepth(),
        games.clockExtensionSeconds() == null
            ? clockExtensionSeconds
            : games.clockExtensionSeconds(),
        maxClock,
        proofMaturityDelay(maxClock),
        disputeGameFinalityDelaySeconds,
        bondWithdrawalDelaySeconds,
        preimageMinProposalBytes,
        games.challengePeriodSeconds() == null
            ? preimageChallengePeriodSeconds
            : games.challengePeriodSeconds(),
        initBond);
  }

  private long proofMaturityDelay(long maxClock) {
    long more = maxClock - maxClockSeconds;
    return more > Long.MAX_VALUE - proofMaturityDelaySeconds
        ? Long.MAX_VALUE
        : proofMaturityDelaySeconds + more;
  }

  /**
   * The parameters of a profile.
   *
   * @param profile the clocks and delays
   * @param absolutePrestate the commitment to the fault-proof program; null for the one that comes
   *     with Kopi
   */
  public static FaultProofParameters of(Profile profile, @Nullable Hash absolutePrestate) {
    UInt256 bond = UInt256.of(80_000_000_000_000_000L);
    return switch (profile) {
      case FAST ->
          new FaultProofParameters(absolutePrestate, 50, 14, 8, 30, 40, 6, 6, 10_000, 8, bond);
      case PRODUCTION ->
          new FaultProofParameters(
              absolutePrestate,
              73,
              30,
              10_800,
              302_400,
              604_800,
              302_400,
              604_800,
              126_000,
              86_400,
              bond);
    };
  }
}
