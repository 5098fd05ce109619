package dev.kopi.core.cannon.machine;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/** Reads pre-images, each with its length in 8 bytes before it. Keeps the last one. */
final class PreimageChannel {
  private final Host host;
  private @Nullable Hash key;
  private byte[] value = new byte[0];
  private boolean read;

  PreimageChannel(Host host) {
    this.host = host;
  }

  /** The pre-image of a key, with its length before it. */
  byte[] get(Hash wanted) {
    if (!wanted.equals(key)) {
      Bytes data = host.preimage(wanted);
      byte[] prefixed = new byte[8 + data.size()];
      BigEndian.putLong(prefixed, 0, data.size());
      System.arraycopy(data.toArray(), 0, prefixed, 8, data.size());
      value = prefixed;
      key = wanted;
    }
    read = true;
    return value;
  }

  /** Whether it was read since the last call. */
  boolean takeRead() {
    boolean was = read;
    read = false;
    return was;
  }

  /** The pre-image that was read last, with its length before it. */
  Bytes last() {
    return Bytes.copyOf(value);
  }
}
