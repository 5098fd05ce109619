package dev.kopi.apps.bench.rpc;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The processor time that op-geth spent on the rows, on the machine that bench/rpc describes. */
public final class PeerFigures {
  private static final Map<String, Double> CPU_MICROS =
      Map.ofEntries(
          Map.entry("eth_blockNumber", 61.9),
          Map.entry("eth_getBalance", 85.2),
          Map.entry("eth_call getL1Fee", 281.1),
          Map.entry("eth_estimateGas", 108.5),
          Map.entry("eth_getLogs 31 blocks", 741.6),
          Map.entry("eth_getTransactionByHash", 84.8),
          Map.entry("eth_getTransactionReceipt", 7259.8),
          Map.entry("eth_getBlockByNumber full", 23.7),
          Map.entry("eth_getBlockReceipts", 40.2),
          Map.entry("callTracer of a block", 42.5),
          Map.entry("callTracer of one in the middle", 13385.8),
          Map.entry("transfers sent and built", 410.0),
          Map.entry("transfers imported", 155.0));

  private PeerFigures() {}

  /** The time for one unit of a row in microseconds, or null when it was not measured. */
  public static @Nullable Double cpuMicros(String row) {
    return CPU_MICROS.get(row);
  }
}
