package dev.kopi.apps.cli.options;

import dev.kopi.apps.cli.values.Range;
import dev.kopi.apps.deployer.parameters.GameOverrides;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Parameters of the dispute games that replace those of the profile. */
public final class GameOptions {
  private static final String DEFAULT = "; that of the profile when it is not set.";

  @Option(
      names = "--dispute.max-clock",
      paramLabel = "SECONDS",
      description =
          "What the clock of each side in a dispute game starts with"
              + DEFAULT
              + " The delay from a withdrawal's proof until it may be finalized changes by as many"
              + " seconds, so that it does not end before a game can be final.")
  @Range
  private @Nullable Long maxClock;

  @Option(
      names = "--dispute.clock-extension",
      paramLabel = "SECONDS",
      description = "What a clock has at least after a move" + DEFAULT)
  @Range
  private @Nullable Long clockExtension;

  @Option(
      names = "--dispute.challenge-period",
      paramLabel = "SECONDS",
      description = "How long a large pre-image may be challenged" + DEFAULT)
  @Range
  private @Nullable Long challengePeriod;

  @Option(
      names = "--dispute.max-depth",
      paramLabel = "LEVELS",
      description = "The depth at which one instruction is left to execute" + DEFAULT)
  @Range(max = 125)
  private @Nullable Integer maxDepth;

  @Option(
      names = "--dispute.split-depth",
      paramLabel = "LEVELS",
      description =
          "The depth at which a dispute goes from output roots to instructions: a proposal is at"
              + " most 2^LEVELS blocks above the anchor"
              + DEFAULT)
  @Range(max = 125)
  private @Nullable Integer splitDepth;

  /** For picocli. */
  public GameOptions() {}

  /** What is set. */
  public GameOverrides overrides() {
    return new GameOverrides(maxClock, clockExtension, challengePeriod, maxDepth, splitDepth);
  }
}
