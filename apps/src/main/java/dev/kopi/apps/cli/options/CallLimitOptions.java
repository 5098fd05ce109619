package dev.kopi.apps.cli.options;

import dev.kopi.apps.cli.values.Durations;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The limits of calls that execute code: options with go-ethereum's names. */
public final class CallLimitOptions {
  @Option(
      names = "--rpc.gascap",
      paramLabel = "GAS",
      defaultValue = "50000000",
      description = "The gas limit of eth_call, eth_estimateGas and simulations; 0 for none.")
  @Range
  private long gasCap;

  @Option(
      names = "--rpc.evmtimeout",
      paramLabel = "DURATION",
      defaultValue = "5s",
      converter = Durations.class,
      description = "The time of such a call, after which it is cancelled; 0 for no limit.")
  @Range
  private Duration evmTimeout;

  /** The limits. */
  public CallLimits limits() {
    return new CallLimits(gasCap, evmTimeout);
  }
}
