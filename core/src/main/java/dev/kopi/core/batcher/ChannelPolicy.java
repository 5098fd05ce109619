package dev.kopi.core.batcher;

import dev.kopi.core.derivation.channel.Frame;

/**
 * How channels are filled, closed and sent.
 *
 * @param channelTimeout L1 blocks within which all frames must be on L1
 * @param sequencingWindow L1 blocks within which an epoch's batches must be on L1
 * @param maxDuration L1 blocks that a channel stays open at the most; 0 for no limit
 * @param safetyMargin L1 blocks by which timeouts are anticipated
 * @param closeOnUserTransaction whether a block with a user's transaction closes the channel at
 *     once, so that only deposits wait for {@code maxDuration}
 * @param maxFrameSize the most bytes of a frame with its header
 * @param framesPerTransaction how many frames one transaction carries: blobs, or 1 for calldata
 * @param blobs whether frames travel in blobs rather than in calldata
 */
public record ChannelPolicy(
    long channelTimeout,
    long sequencingWindow,
    long maxDuration,
    long safetyMargin,
    boolean closeOnUserTransaction,
    int maxFrameSize,
    int framesPerTransaction,
    boolean blobs) {
  /** The compressed bytes that fill all frames of a transaction. */
  public long targetOutputSize() {
    return (long) framesPerTransaction * (maxFrameSize - Frame.OVERHEAD);
  }

  /** Checks what would never work. */
  public ChannelPolicy {
    if (channelTimeout < safetyMargin) {
      throw new IllegalArgumentException(
          "the channel timeout of " + channelTimeout + " is below the safety margin");
    }
    if (maxFrameSize <= Frame.OVERHEAD) {
      throw new IllegalArgumentException("a frame of " + maxFrameSize + " bytes holds no data");
    }
    if (framesPerTransaction < 1 || (!blobs && framesPerTransaction > 1)) {
      throw new IllegalArgumentException(framesPerTransaction + " frames in a transaction");
    }
  }
}
