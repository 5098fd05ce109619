package dev.kopi.core.batcher;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;

/** A channel without compression: each block gives as many bytes as it is estimated to. */
final class FakeEncoder implements ChannelEncoder {
  private final Bytes id;
  private final long capacity;
  private long input;
  private long output;
  private int frames;
  private boolean closed;

  FakeEncoder(int id, long capacity) {
    this.id = Bytes.copyOf(UInt256.of(id).toArray(), 16, 16);
    this.capacity = capacity;
  }

  @Override
  public Bytes id() {
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
  public Output nextFrame(int maxSize) {
    int data = Math.min(readyBytes(), maxSize - ChannelPolicy.FRAME_OVERHEAD);
    output += data;
    byte[] frame = new byte[data + ChannelPolicy.FRAME_OVERHEAD];
    frame[0] = (byte) frames;
    return new Output(Bytes.wrap(frame), frames++, closed && readyBytes() == 0);
  }
}
