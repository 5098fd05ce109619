package dev.kopi.core.derivation.channel;

import dev.kopi.core.derivation.batch.SingularBatch;

/**
 * A channel that is being written: batches go in, frames come out.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#channel-format">Channel
 *     format</a>
 */
public sealed interface ChannelOut permits SingularChannelOut, SpanChannelOut {
  /** What became of a batch. */
  enum Added {
    /** It is in. */
    ADDED,
    /** It is in, and nothing more fits. */
    ADDED_AND_FULL,
    /** It is not in: the target size is reached. */
    COMPRESSOR_FULL,
    /** It is not in: the channel would decode to more bytes than the protocol allows. */
    TOO_MANY_RLP_BYTES
  }

  /** The channel's name. */
  ChannelId id();

  /**
   * Appends the batch of an L2 block.
   *
   * @param sequenceNumber the block's place within its epoch
   * @throws IllegalStateException after {@link #close}
   */
  Added add(SingularBatch batch, long sequenceNumber);

  /** How many bytes went in, before compression. */
  long inputBytes();

  /** How many compressed bytes wait to be put into frames. */
  int readyBytes();

  /** Ends the channel: what is buffered becomes ready. */
  void close();

  /**
   * Takes the next frame; after {@link #close} the last one ends the channel. Data must be ready,
   * or the frame is empty.
   *
   * @param maxSize the most bytes of the encoded frame, more than {@link Frame#OVERHEAD}
   */
  Frame nextFrame(int maxSize);
}
