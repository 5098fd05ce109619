package dev.kopi.apps.deployer.parameters;

import org.jspecify.annotations.Nullable;

/**
 * Parameters of the dispute games that replace those of a profile; null leaves the profile's.
 *
 * @param maxClockSeconds what each side's clock starts with
 * @param clockExtensionSeconds what a clock has at least after a move
 * @param challengePeriodSeconds how long a large pre-image may be challenged
 * @param maxGameDepth the depth at which one instruction is left to execute
 * @param splitDepth the depth at which the dispute goes from output roots to instructions
 */
public record GameOverrides(
    @Nullable Long maxClockSeconds,
    @Nullable Long clockExtensionSeconds,
    @Nullable Long challengePeriodSeconds,
    @Nullable Integer maxGameDepth,
    @Nullable Integer splitDepth) {
  /** Replaces nothing. */
  public static final GameOverrides NONE = new GameOverrides(null, null, null, null, null);
}
