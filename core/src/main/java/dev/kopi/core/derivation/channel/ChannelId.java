package dev.kopi.core.derivation.channel;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;

/**
 * The 16 bytes that name a channel, chosen at random by the batcher.
 *
 * @param high the first eight bytes
 * @param low the last eight bytes
 */
public record ChannelId(long high, long low) {
  /** How many bytes. */
  public static final int SIZE = 16;

  /**
   * From exactly 16 bytes.
   *
   * @throws DecodeException on another length
   */
  public static ChannelId of(Bytes bytes) {
    if (bytes.size() != SIZE) {
      throw new DecodeException("a channel id has 16 bytes, found " + bytes.size());
    }
    return of(bytes.unsafeArray(), 0);
  }

  static ChannelId of(byte[] data, int offset) {
    return new ChannelId(BigEndian.getLong(data, offset), BigEndian.getLong(data, offset + 8));
  }

  /** The 16 bytes. */
  public Bytes toBytes() {
    byte[] out = new byte[SIZE];
    writeTo(out, 0);
    return Bytes.wrap(out);
  }

  void writeTo(byte[] target, int offset) {
    BigEndian.putLong(target, offset, high);
    BigEndian.putLong(target, offset + 8, low);
  }

  /** The bytes in hex. */
  @Override
  public String toString() {
    return toBytes().toHex();
  }
}
