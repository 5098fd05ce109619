package dev.kopi.services.batcher;

import dev.kopi.core.batcher.ChannelPolicy;
import dev.kopi.core.batcher.Throttle;
import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import java.time.Duration;

/**
 * How a batcher runs.
 *
 * @param policy how channels are filled, closed and sent
 * @param encoding how channels are written
 * @param pollInterval how often the rollup node is polled
 * @param maxPendingTransactions the limit on transactions in flight; 0 for none
 * @param stopped whether it waits for {@code admin_startBatcher}
 * @param waitForNode whether it waits until the node has derived up to L1's head before it starts
 * @param recentDepth how many L1 blocks back are searched for own transactions, to find the L1
 *     block that the node must have derived; 0 for the L1 head
 * @param throttle how block builders are throttled
 */
public record BatcherConfig(
    ChannelPolicy policy,
    Encoding encoding,
    Duration pollInterval,
    int maxPendingTransactions,
    boolean stopped,
    boolean waitForNode,
    int recentDepth,
    Throttle throttle) {

  /** The type of the batches in a channel. */
  public enum BatchType {
    SINGULAR,
    SPAN
  }

  /** How to detect that a channel of singular batches is full. */
  public enum CompressorKind {
    SHADOW,
    RATIO,
    NONE
  }

  /**
   * How channels are written.
   *
   * @param batchType the type of their batches
   * @param algorithm how they are compressed
   * @param compressor how to detect that they are full
   * @param approximateRatioPercent the assumed compression ratio, for {@link CompressorKind#RATIO}
   * @param maxBlocksPerSpan the most blocks of a span batch; 0 for no limit
   */
  public record Encoding(
      BatchType batchType,
      CompressionAlgorithm algorithm,
      CompressorKind compressor,
      int approximateRatioPercent,
      int maxBlocksPerSpan) {
    /** The defaults of op-batcher. */
    public static final Encoding DEFAULT =
        new Encoding(BatchType.SINGULAR, CompressionAlgorithm.ZLIB, CompressorKind.SHADOW, 60, 0);
  }
}
