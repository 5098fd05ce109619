package dev.kopi.core.derivation;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.rollup.RollupConfig;

/**
 * The limits of the protocol for data on L1.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#channel-format">Derivation</a>
 * @see <a href="https://specs.optimism.io/protocol/fjord/derivation.html#constant-changes">Fjord:
 *     constants</a>
 */
public final class ProtocolLimits {
  /** The most bytes of data in a frame. */
  public static final int MAX_FRAME_DATA = 1_000_000;

  /** The overhead of a frame in a channel's size, besides its data. */
  public static final int FRAME_OVERHEAD = 200;

  /** The most blocks, and the most transactions, in a span batch. */
  public static final int MAX_SPAN_BATCH_ELEMENTS = 10_000_000;

  private ProtocolLimits() {}

  /**
   * The most bytes that are read from a channel after decompression.
   *
   * @param timestampSeconds the timestamp of the L1 block that made the channel complete
   */
  public static int maxRlpBytesPerChannel(RollupConfig config, long timestampSeconds) {
    return config.isActive(OpFork.FJORD, timestampSeconds) ? 100_000_000 : 10_000_000;
  }

  /**
   * The most bytes that the channel bank keeps, and from Holocene on one channel has.
   *
   * @param timestampSeconds the timestamp of the current L1 block
   */
  public static long maxChannelBankSize(RollupConfig config, long timestampSeconds) {
    return config.isActive(OpFork.FJORD, timestampSeconds) ? 1_000_000_000 : 100_000_000;
  }
}
