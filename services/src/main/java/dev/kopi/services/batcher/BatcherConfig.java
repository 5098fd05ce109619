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
 * @param pollInterval how often the rollup node is asked
 * @param maxPendingTransactions how many transactions may be on their way; 0 for no limit
 * @param stopped whether it waits to be started
 * @param waitForNode whether it waits until the node has derived up to L1's head before it starts
 * @param recentDepth how many L1 blocks back are searched for own transactions, to know up to where
 *     the node must have derived; 0 for up to L1's head
 * @param throttle how block builders are held back
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

  /** Which kind of batches a channel holds. */
  public enum BatchType {
    SINGULAR,
    SPAN
  }

  /** How it is known that a channel of singular batches is full. */
  public enum CompressorKind {
    SHADOW,
    RATIO,
    NONE
  }

  /**
   * How channels are written.
   *
   * @param batchType which batches they hold
   * @param algorithm how they are compressed
   * @param compressor how it is known that they are full
   * @param approximateRatioPercent what compression is assumed to leave, for {@link
   *     CompressorKind#RATIO}
   * @param maxBlocksPerSpan the most blocks of a span batch; 0 for no limit
   */
  public record Encoding(
      BatchType batchType,
      CompressionAlgorithm algorithm,
      CompressorKind compressor,
      int approximateRatioPercent,
      int maxBlocksPerSpan) {
    /** The reference's defaults. */
    public static final Encoding DEFAULT =
        new Encoding(BatchType.SINGULAR, CompressionAlgorithm.ZLIB, CompressorKind.SHADOW, 60, 0);
  }
}
