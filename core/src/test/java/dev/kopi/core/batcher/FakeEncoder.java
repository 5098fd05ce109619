package dev.kopi.core.batcher;

import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.ChannelOut.Added;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.primitives.Bytes;

/** A channel without compression: each block gives as many bytes as it is estimated to. */
final class FakeEncoder implements ChannelEncoder {
  private final ChannelId id;
  private final long capacity;
  private long input;
  private long output;
  private int frames;
  private boolean closed;

  FakeEncoder(int id, long capacity) {
    this.id = new ChannelId(0, id);
    this.capacity = capacity;
  }

  @Override
  public ChannelId id() {
    return id;
  }

  @Override
  public Added add(LoadedBlock block) {
    if (input > 0 && input + block.estimatedBytes() > capacity) {
      return Added.COMPRESSOR_FULL;
    }
    input += block.estimatedBytes();
    return input == capacity ? Added.ADDED_AND_FULL : Added.ADDED;
  }

  @Override
  public long inputBytes() {
    return input;
  }

  @Override
  public int readyBytes() {
    return (int) (input - output);
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public Frame nextFrame(int maxSize) {
    int data = Math.min(readyBytes(), maxSize - Frame.OVERHEAD);
    output += data;
    return new Frame(id, frames++, Bytes.wrap(new byte[data]), closed && readyBytes() == 0);
  }
}
