package dev.kopi.core.derivation.channel;

/**
 * Why a channel, or the rest of one, does not count.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#channel-bank">Channel bank</a>
 */
public enum ChannelFault {
  /** Too many L1 blocks passed since it was opened. */
  TIMED_OUT,
  /** The channels together were too large. */
  PRUNED,
  /** Holocene: it is too large. */
  TOO_LARGE,
  /** Holocene: another channel was opened before it was complete. */
  ABANDONED,
  /** Holocene: one of its batches, or a block that came of one, is invalid. */
  FLUSHED,
  /** It holds no byte. */
  EMPTY,
  /** Its first byte names no way of compression that is allowed. */
  UNKNOWN_COMPRESSION,
  /** The compressed data is broken or cut off, or holds more than the protocol allows. */
  CUT_OFF,
  /** What is in it is not a batch. */
  MALFORMED_BATCH
}
