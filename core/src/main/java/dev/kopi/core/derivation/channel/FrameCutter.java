package dev.kopi.core.derivation.channel;

import dev.kopi.core.primitives.Bytes;

/** Cuts frames from the compressed bytes of a channel, in order. */
final class FrameCutter {
  /** Compressed bytes that wait. */
  interface Source {
    void read(byte[] target, int offset, int length);
  }

  private final ChannelId id;
  private int next;

  FrameCutter(ChannelId id) {
    this.id = id;
  }

  ChannelId id() {
    return id;
  }

  Frame cut(Source source, int ready, boolean closed, int maxSize) {
    int room = maxSize - Frame.OVERHEAD;
    if (room < 0) {
      throw new IllegalArgumentException("a frame of " + maxSize + " bytes holds no data");
    }
    byte[] data = new byte[Math.min(room, ready)];
    source.read(data, 0, data.length);
    return new Frame(id, next++, Bytes.wrap(data), closed && room >= ready);
  }
}
