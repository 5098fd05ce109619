package dev.kopi.core.cannon.machine;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads pre-images, each with its length in 8 bytes before it. Keeps the last one. */
final class PreimageChannel {
  private final Host host;
  private @Nullable Hash key;
  private byte[] value = new byte[0];
  private boolean read;
  private long lastOffset;
  private int requests;
  private long bytes;

  PreimageChannel(Host host) {
    this.host = host;
  }

  /** The pre-image of a key, with its length before it. */
  byte[] get(Hash wanted, long offset) {
    if (!wanted.equals(key)) {
      Bytes data = host.preimage(wanted);
      byte[] prefixed = new byte[8 + data.size()];
      BigEndian.putLong(prefixed, 0, data.size());
      System.arraycopy(data.toArray(), 0, prefixed, 8, data.size());
      value = prefixed;
      requests++;
      bytes += data.size();
      key = wanted;
    }
    read = true;
    lastOffset = offset;
    return value;
  }

  /** How many pre-images were asked for. */
  int requests() {
    return requests;
  }

  /** The bytes of all pre-images that were asked for. */
  long bytes() {
    return bytes;
  }

  /** Whether it was read since {@link #takeRead}. */
  boolean wasRead() {
    return read;
  }

  /** Whether it was read since the last call. */
  boolean takeRead() {
    boolean was = read;
    read = false;
    return was;
  }

  /** What was read last. */
  StepProof.Preimage lastRead() {
    return new StepProof.Preimage(Objects.requireNonNull(key), Bytes.copyOf(value), lastOffset);
  }
}
