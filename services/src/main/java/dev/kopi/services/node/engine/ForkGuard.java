package dev.kopi.services.node.engine;

import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.UnsupportedFork;
import dev.kopi.services.lifecycle.FatalException;
import java.time.DateTimeException;
import java.time.Instant;

/** Stops the node before the first block of a fork that this version does not support. */
public final class ForkGuard {
  private ForkGuard() {}

  /**
   * Checks that the rules of the L2 block at a timestamp are supported.
   *
   * @throws FatalException when they are not; the node must not build or derive that block
   */
  public static void requireSupported(RollupConfig config, long l2TimestampSeconds) {
    UnsupportedFork fork = config.unsupportedForkAt(l2TimestampSeconds);
    if (fork != null) {
      throw new FatalException(
          "fork "
              + fork.name()
              + " activates with L2 block "
              + config.firstBlockAt(fork.activationSeconds())
              + " at "
              + date(fork.activationSeconds())
              + ", and this version of Kopi does not support it: the node stops before that block;"
              + " install a version that supports the fork");
    }
  }

  private static String date(long seconds) {
    try {
      return Instant.ofEpochSecond(seconds).toString();
    } catch (DateTimeException e) {
      return "timestamp " + Long.toUnsignedString(seconds);
    }
  }
}
