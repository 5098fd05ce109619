package dev.kopi.services.engine.rpc.limit;

import java.time.Duration;

/**
 * The limits of calls that execute code, as in go-ethereum.
 *
 * @param gasCap the gas limit of one call, and of all calls of one simulation together
 * @param evmTimeout the time of one call; zero for no limit
 * @param estimateMargin what eth_estimateGas adds to the gas that a call of code needs, in percent
 */
public record CallLimits(long gasCap, Duration evmTimeout, int estimateMargin) {
  /** go-ethereum's defaults. */
  public static final CallLimits DEFAULT = new CallLimits(50_000_000, Duration.ofSeconds(5));

  /**
   * Those of a development L1. Its estimates have a margin, since some contracts need more gas a
   * block or two later: a deposit on OptimismPortal pays for the blocks since the last deposit, and
   * the estimate runs on the newest block.
   */
  public static final CallLimits DEVELOPMENT_L1 =
      new CallLimits(DEFAULT.gasCap, DEFAULT.evmTimeout, 25);

  /** A gas cap of zero is none. */
  public CallLimits {
    if (gasCap < 0 || evmTimeout.isNegative() || estimateMargin < 0) {
      throw new IllegalArgumentException("limits are not negative");
    }
    gasCap = gasCap == 0 ? Long.MAX_VALUE : gasCap;
  }

  /** With estimates as go-ethereum makes them. */
  public CallLimits(long gasCap, Duration evmTimeout) {
    this(gasCap, evmTimeout, 0);
  }
}
