package dev.kopi.core.batcher;

import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.ChannelOut;
import dev.kopi.core.derivation.channel.Frame;

/** The encoder of an open channel: takes blocks, returns frames. */
public interface ChannelEncoder {
  /** The channel's name. */
  ChannelId id();

  /** Appends a block. */
  ChannelOut.Added add(LoadedBlock block);

  /** How many bytes went in, before compression. */
  long inputBytes();

  /** How many compressed bytes wait to be put into frames. */
  int readyBytes();

  /** Ends the channel: what is buffered becomes ready. */
  void close();

  /**
   * Takes the next frame; after {@link #close} the last one ends the channel.
   *
   * @param maxSize the most bytes of the frame, its header included
   */
  Frame nextFrame(int maxSize);

  /** The encoder over a channel of batches. */
  static ChannelEncoder of(ChannelOut out) {
    return new ChannelEncoder() {
      @Override
      public ChannelId id() {
        return out.id();
      }

      @Override
      public ChannelOut.Added add(LoadedBlock block) {
        return out.add(block.batch(), block.ref().sequenceNumber());
      }

      @Override
      public long inputBytes() {
        return out.inputBytes();
      }

      @Override
      public int readyBytes() {
        return out.readyBytes();
      }

      @Override
      public void close() {
        out.close();
      }

      @Override
      public Frame nextFrame(int maxSize) {
        return out.nextFrame(maxSize);
      }
    };
  }
}
