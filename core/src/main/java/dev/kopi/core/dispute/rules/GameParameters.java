package dev.kopi.core.dispute.rules;

import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.Clock;
import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a kind of dispute games.
 *
 * @param version the version of the contract
 * @param absolutePrestate the commitment to the program
 * @param maxDepth the depth of the claims that are answered by a step
 * @param splitDepth the depth of the claims about the output of one block
 * @param clockExtensionSeconds what a clock has at least after a move
 * @param maxClockSeconds what the clock of each side starts with
 * @param challengePeriodSeconds how long a large pre-image may be challenged
 */
public record GameParameters(
    GameVersion version,
    Hash absolutePrestate,
    int maxDepth,
    int splitDepth,
    long clockExtensionSeconds,
    long maxClockSeconds,
    long challengePeriodSeconds) {
  private static final int MAX_GAME_DEPTH = 125;

  /** Why the contract's constructor refuses the parameters; null when it does not. */
  public @Nullable GameError error() {
    if (maxDepth > MAX_GAME_DEPTH) {
      return GameError.MAX_DEPTH_TOO_LARGE;
    }
    boolean audited = version != GameVersion.V1_2;
    if (splitDepth + (audited ? 1 : 0) >= maxDepth || audited && splitDepth < 2) {
      return GameError.INVALID_SPLIT_DEPTH;
    }
    long more = audited ? Math.max(clockExtensionSeconds, challengePeriodSeconds) : 0;
    return clockExtensionSeconds > maxClockSeconds || more > maxClockSeconds - clockExtensionSeconds
        ? GameError.INVALID_CLOCK_EXTENSION
        : null;
  }

  /**
   * What the side that would answer a claim has used of its clock; at most the maximal clock.
   *
   * @param parent the claim that it answers; null for the root
   */
  public long challengerDuration(Claim claim, @Nullable Claim parent, long nowSeconds) {
    long before = parent == null ? 0 : parent.clock().durationSeconds();
    long used = before + (nowSeconds - claim.clock().timestampSeconds());
    return Math.min(used, maxClockSeconds);
  }

  /** The least that the clock of a claim at a depth leaves to its claimant's side. */
  public long extensionAt(int depth) {
    if (version != GameVersion.V1_2 && depth == maxDepth - 1) {
      return clockExtensionSeconds + challengePeriodSeconds;
    }
    return depth == splitDepth - 1 ? 2 * clockExtensionSeconds : clockExtensionSeconds;
  }

  /**
   * The clock of a new claim.
   *
   * @param used what its claimant's side has used
   * @return null when the computation underflows, which the contract answers with a panic
   */
  public @Nullable Clock clock(int depth, long used, long nowSeconds) {
    long extension = extensionAt(depth);
    // 1.2.0 looks for the plain extension even where it grants twice as much.
    long least = version == GameVersion.V1_2 ? clockExtensionSeconds : extension;
    if (used <= maxClockSeconds - least) {
      return new Clock(used, nowSeconds);
    }
    return extension > maxClockSeconds ? null : new Clock(maxClockSeconds - extension, nowSeconds);
  }
}
