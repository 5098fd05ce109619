package dev.kopi.core.primitives;

import dev.kopi.core.platform.BigEndian;
import org.jspecify.annotations.Nullable;

/** 32 bytes: a hash, a root, a topic. Ordered as unsigned big-endian numbers. */
public final class Hash implements Comparable<Hash> {
  /** All bytes zero. */
  public static final Hash ZERO = new Hash(0, 0, 0, 0);

  private final long w0;
  private final long w1;
  private final long w2;
  private final long w3;

  private Hash(long w0, long w1, long w2, long w3) {
    this.w0 = w0;
    this.w1 = w1;
    this.w2 = w2;
    this.w3 = w3;
  }

  /** From four big-endian words, the most significant first. */
  public static Hash ofWords(long w0, long w1, long w2, long w3) {
    return new Hash(w0, w1, w2, w3);
  }

  /** The 32 bytes from {@code offset}. */
  public static Hash of(byte[] bytes, int offset) {
    return new Hash(
        BigEndian.getLong(bytes, offset),
        BigEndian.getLong(bytes, offset + 8),
        BigEndian.getLong(bytes, offset + 16),
        BigEndian.getLong(bytes, offset + 24));
  }

  /**
   * From exactly 32 bytes.
   *
   * @throws DecodeException on another length
   */
  public static Hash of(byte[] bytes) {
    if (bytes.length != 32) {
      throw new DecodeException("a hash has 32 bytes, found " + bytes.length);
    }
    return of(bytes, 0);
  }

  /** From exactly 32 bytes. */
  public static Hash of(Bytes bytes) {
    return of(bytes.unsafeArray());
  }

  /** From 64 hex digits, with or without {@code 0x}. */
  public static Hash fromHex(String hex) {
    return of(Hex.decode(hex));
  }

  /** Word {@code index} of four, the most significant first. */
  public long word(int index) {
    return switch (index) {
      case 0 -> w0;
      case 1 -> w1;
      case 2 -> w2;
      case 3 -> w3;
      default -> throw new IndexOutOfBoundsException(index);
    };
  }

  /** Writes the 32 bytes at {@code offset}. */
  public void writeTo(byte[] target, int offset) {
    BigEndian.putLong(target, offset, w0);
    BigEndian.putLong(target, offset + 8, w1);
    BigEndian.putLong(target, offset + 16, w2);
    BigEndian.putLong(target, offset + 24, w3);
  }

  /** A fresh array of 32 bytes. */
  public byte[] toArray() {
    byte[] out = new byte[32];
    writeTo(out, 0);
    return out;
  }

  /** The 32 bytes. */
  public Bytes toBytes() {
    return Bytes.wrap(toArray());
  }

  /** The bytes read as a big-endian number. */
  public UInt256 toUInt256() {
    return UInt256.ofWords(w0, w1, w2, w3);
  }

  /** Whether all bytes are zero. */
  public boolean isZero() {
    return (w0 | w1 | w2 | w3) == 0;
  }

  /** Lower-case hex with {@code 0x}. */
  public String toHex() {
    return Hex.encode(toArray());
  }

  @Override
  public int compareTo(Hash other) {
    int c = Long.compareUnsigned(w0, other.w0);
    c = c != 0 ? c : Long.compareUnsigned(w1, other.w1);
    c = c != 0 ? c : Long.compareUnsigned(w2, other.w2);
    return c != 0 ? c : Long.compareUnsigned(w3, other.w3);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Hash that
        && w0 == that.w0
        && w1 == that.w1
        && w2 == that.w2
        && w3 == that.w3;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(w0 ^ w1 ^ (w2 + 31 * w3));
  }

  @Override
  public String toString() {
    return toHex();
  }
}
