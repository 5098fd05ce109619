package dev.kopi.core.primitives;

import dev.kopi.core.platform.BigEndian;
import org.jspecify.annotations.Nullable;

/** A 20-byte account address. */
public final class Address implements Comparable<Address> {
  /** All bytes zero. */
  public static final Address ZERO = new Address(0, 0, 0);

  private final int high;
  private final long middle;
  private final long low;

  private Address(int high, long middle, long low) {
    this.high = high;
    this.middle = middle;
    this.low = low;
  }

  /** From words: the first four bytes, the next eight, the last eight. */
  public static Address ofWords(int high, long middle, long low) {
    return new Address(high, middle, low);
  }

  /** The 20 bytes from {@code offset}. */
  public static Address of(byte[] bytes, int offset) {
    return new Address(
        BigEndian.getInt(bytes, offset),
        BigEndian.getLong(bytes, offset + 4),
        BigEndian.getLong(bytes, offset + 12));
  }

  /**
   * From exactly 20 bytes.
   *
   * @throws DecodeException on another length
   */
  public static Address of(byte[] bytes) {
    if (bytes.length != 20) {
      throw new DecodeException("an address has 20 bytes, found " + bytes.length);
    }
    return of(bytes, 0);
  }

  /** From exactly 20 bytes. */
  public static Address of(Bytes bytes) {
    return of(bytes.unsafeArray());
  }

  /** From 40 hex digits, with or without {@code 0x}; the checksum in their case is not verified. */
  public static Address fromHex(String hex) {
    return of(Hex.decode(hex));
  }

  /** The address in the low bytes of a word; the upper twelve bytes are ignored. */
  public static Address fromWord(UInt256 word) {
    return new Address((int) word.word(1), word.word(2), word.word(3));
  }

  /** The first four bytes. */
  public int high() {
    return high;
  }

  /** Bytes 4 to 11. */
  public long middle() {
    return middle;
  }

  /** Bytes 12 to 19. */
  public long low() {
    return low;
  }

  /** The address as a word, left-padded with zeros. */
  public UInt256 toWord() {
    return UInt256.ofWords(0, Integer.toUnsignedLong(high), middle, low);
  }

  /** Writes the 20 bytes at {@code offset}. */
  public void writeTo(byte[] target, int offset) {
    BigEndian.putInt(target, offset, high);
    BigEndian.putLong(target, offset + 4, middle);
    BigEndian.putLong(target, offset + 12, low);
  }

  /** A fresh array of 20 bytes. */
  public byte[] toArray() {
    byte[] out = new byte[20];
    writeTo(out, 0);
    return out;
  }

  /** The 20 bytes. */
  public Bytes toBytes() {
    return Bytes.wrap(toArray());
  }

  /** Whether all bytes are zero. */
  public boolean isZero() {
    return (high | middle | low) == 0;
  }

  /** Lower-case hex with {@code 0x}. */
  public String toHex() {
    return Hex.encode(toArray());
  }

  @Override
  public int compareTo(Address other) {
    int c = Integer.compareUnsigned(high, other.high);
    c = c != 0 ? c : Long.compareUnsigned(middle, other.middle);
    return c != 0 ? c : Long.compareUnsigned(low, other.low);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Address that
        && high == that.high
        && middle == that.middle
        && low == that.low;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(low ^ (middle * 31) ^ high);
  }

  @Override
  public String toString() {
    return toHex();
  }
}
