package dev.kopi.core.derivation.channel;

/**
 * Why a frame does not count.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#channel-bank">Channel bank</a>
 * @see <a href="https://specs.optimism.io/protocol/holocene/derivation.html#frame-queue">Holocene:
 *     frame queue</a>
 */
public enum FrameFault {
  /** Its number is there already. */
  DUPLICATE,
  /** It ends a channel that another frame has ended. */
  SECOND_END,
  /** Its number is not below that of the frame that ended the channel. */
  BEYOND_END,
  /** Its channel has timed out. */
  CHANNEL_TIMED_OUT,
  /** Holocene: it does not follow the frame before it. */
  OUT_OF_ORDER,
  /** Holocene: no channel is open and it is no first frame. */
  NO_CHANNEL,
  /** Holocene: the channel that it belongs to is left by the first frame of another one. */
  CHANNEL_ABANDONED,
  /** Holocene: it belongs to another channel than the open one. */
  OTHER_CHANNEL
}
