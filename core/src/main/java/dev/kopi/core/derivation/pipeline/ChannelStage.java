package dev.kopi.core.derivation.pipeline;

import dev.kopi.core.primitives.Bytes;

/** The fourth step: frames to channels. Which one depends on the fork at the L1 block at hand. */
sealed interface ChannelStage permits ChannelBank, ChannelAssembler {
  /** The data of the next complete channel. */
  Pulled<Bytes> next();

  /** Gives up the channel that is being assembled. */
  void flush();
}
