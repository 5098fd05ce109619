package dev.kopi.core.batcher;

import dev.kopi.core.primitives.Bytes;

/** A channel that is being written: blocks go in, frames come out. */
public interface ChannelEncoder {
  /** What became of a block. */
  enum Added {
    /** It is in. */
    ADDED,
    /** It is in, and nothing more fits. */
    ADDED_AND_FULL,
    /** It is not in: the compressor has reached its target. */
    COMPRESSOR_FULL,
    /** It is not in: the channel would decode to more than the protocol allows. */
    TOO_MANY_RLP_BYTES
  }

  /** The channel's 16 bytes. */
  Bytes id();

  /** Appends a block. */
  Added add(LoadedBlock block);

  /** How many bytes went in, before compression. */
  long inputBytes();

  /** How many compressed bytes wait to be put into frames. */
  int readyBytes();

  /** Ends the channel: what is buffered becomes ready. */
  void close();

  /**
   * Takes the next frame, encoded; after {@link #close} the last one carries the mark of the end.
   *
   * @param maxSize the most bytes of the frame, its header included
   */
  Output nextFrame(int maxSize);

  /**
   * A frame.
   *
   * @param frame its encoding
   * @param number its place in the channel
   * @param last whether it is the channel's last
   */
  record Output(Bytes frame, int number, boolean last) {}
}
