package dev.kopi.services.engine.rpc.limit;

import java.time.Duration;

/**
 * The limits of calls that execute code, as in go-ethereum.
 *
 * @param gasCap the gas limit of one call, and of all calls of one simulation together
 * @param evmTimeout the time of one call; zero for no limit
 */
public record CallLimits(long gasCap, Duration evmTimeout) {
  /** go-ethereum's defaults. */
  public static final CallLimits DEFAULT = new CallLimits(50_000_000, Duration.ofSeconds(5));

  /** A gas cap of zero is none. */
  public CallLimits {
    if (gasCap < 0 || evmTimeout.isNegative()) {
      throw new IllegalArgumentException("limits are not negative");
    }
    gasCap = gasCap == 0 ? Long.MAX_VALUE : gasCap;
  }
}
