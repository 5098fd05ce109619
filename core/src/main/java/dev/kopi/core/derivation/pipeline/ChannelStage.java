package dev.kopi.core.derivation.pipeline;

import dev.kopi.core.primitives.Bytes;

/**
 * The fourth stage: frames to channels. The implementation depends on the fork at the current L1
 * block.
 */
sealed interface ChannelStage permits ChannelBank, ChannelAssembler {
  /** The data of the next complete channel. */
  Pulled<Bytes> next();

  /** Drops the channel that is being assembled. */
  void flush();
}
