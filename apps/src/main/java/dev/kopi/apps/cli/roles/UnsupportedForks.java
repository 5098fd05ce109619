package dev.kopi.apps.cli.roles;

import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.UnsupportedFork;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns at start about forks that are scheduled and that this version does not implement. */
final class UnsupportedForks {
  private static final Logger LOG = LoggerFactory.getLogger(UnsupportedForks.class);

  private UnsupportedForks() {}

  /** Logs a warning for each such fork, with its date and first block. */
  static void warn(RollupConfig config) {
    for (UnsupportedFork fork : config.unsupportedForks()) {
      LOG.warn(
          "fork {} is scheduled for {} (L2 block {}) and not supported by this version: kopi node"
              + " stops before that block; upgrade in time",
          fork.name(),
          date(fork.activationSeconds()),
          config.firstBlockAt(fork.activationSeconds()));
    }
  }

  /** The same for an engine, from the chain configuration of its genesis. */
  static void warn(Map<String, Long> activationSeconds) {
    activationSeconds.forEach((name, time) ->
        LOG.warn(
            "fork {} is scheduled for {} and not supported by this version: blocks from then on"
                + " are not those of the network; upgrade in time",
            name,
            date(time)));
  }

  private static String date(long seconds) {
    try {
      return Instant.ofEpochSecond(seconds).toString();
    } catch (DateTimeException e) {
      return "timestamp " + seconds;
    }
  }
}
