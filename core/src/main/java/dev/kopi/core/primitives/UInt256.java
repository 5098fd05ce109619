package dev.kopi.core.primitives;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.platform.WideMath;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** An unsigned number of 256 bits. Arithmetic wraps modulo 2^256 unless its name says otherwise. */
public final class UInt256 implements Comparable<UInt256> {
  /** 0. */
  public static final UInt256 ZERO = new UInt256(0, 0, 0, 0);

  /** 1. */
  public static final UInt256 ONE = new UInt256(0, 0, 0, 1);

  /** 2^256 − 1. */
  public static final UInt256 MAX = new UInt256(-1, -1, -1, -1);

  // The most significant word first.
  private final long w0;
  private final long w1;
  private final long w2;
  private final long w3;

  private UInt256(long w0, long w1, long w2, long w3) {
    this.w0 = w0;
    this.w1 = w1;
    this.w2 = w2;
    this.w3 = w3;
  }

  /** From four words, the most significant first. */
  public static UInt256 ofWords(long w0, long w1, long w2, long w3) {
    if ((w0 | w1 | w2) == 0) {
      return of(w3);
    }
    return new UInt256(w0, w1, w2, w3);
  }

  /** From a long read as unsigned. */
  public static UInt256 of(long unsigned) {
    if (unsigned == 0) {
      return ZERO;
    }
    return unsigned == 1 ? ONE : new UInt256(0, 0, 0, unsigned);
  }

  /**
   * From a big integer.
   *
   * @throws DecodeException when it is negative or wider than 256 bits
   */
  public static UInt256 of(BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > 256) {
      throw new DecodeException("not a number of 256 bits: " + value.bitLength() + " bits");
    }
    return fromBytes(value.toByteArray());
  }

  /** From big-endian bytes of any length; only the last 32 count. */
  public static UInt256 fromBytes(byte[] bytes) {
    return fromBytes(bytes, 0, bytes.length);
  }

  /** From {@code length} big-endian bytes at {@code offset}; only the last 32 count. */
  public static UInt256 fromBytes(byte[] bytes, int offset, int length) {
    if (length == 32) {
      return ofWords(
          BigEndian.getLong(bytes, offset),
          BigEndian.getLong(bytes, offset + 8),
          BigEndian.getLong(bytes, offset + 16),
          BigEndian.getLong(bytes, offset + 24));
    }
    long[] w = new long[4];
    int used = Math.min(length, 32);
    for (int i = 0; i < used; i++) {
      int position = used - 1 - i;
      w[3 - i / 8] |= (bytes[offset + length - used + position] & 0xffL) << (8 * (i % 8));
    }
    return ofWords(w[0], w[1], w[2], w[3]);
  }

  /** From hex digits, with or without {@code 0x}; an odd number of digits is allowed. */
  public static UInt256 fromHex(String hex) {
    String digits = hex.startsWith("0x") || hex.startsWith("0X") ? hex.substring(2) : hex;
    if (digits.length() % 2 != 0) {
      digits = "0" + digits;
    }
    byte[] bytes = Hex.decode(digits);
    for (int i = 0; i < bytes.length - 32; i++) {
      if (bytes[i] != 0) {
        throw new DecodeException("more than 256 bits: " + bytes.length + " bytes");
      }
    }
    return fromBytes(bytes);
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

  /** The sum, wrapped. */
  public UInt256 add(UInt256 y) {
    long r3 = w3 + y.w3;
    long c = carry(w3, y.w3, r3);
    long r2 = w2 + y.w2 + c;
    c = ((w2 & y.w2) | ((w2 | y.w2) & ~r2)) >>> 63;
    long r1 = w1 + y.w1 + c;
    c = ((w1 & y.w1) | ((w1 | y.w1) & ~r1)) >>> 63;
    return ofWords(w0 + y.w0 + c, r1, r2, r3);
  }

  private static long carry(long x, long y, long sum) {
    return ((x & y) | ((x | y) & ~sum)) >>> 63;
  }

  /** The difference, wrapped. */
  public UInt256 subtract(UInt256 y) {
    long r3 = w3 - y.w3;
    long b = borrow(w3, y.w3, r3);
    long r2 = w2 - y.w2 - b;
    b = borrow(w2, y.w2, r2);
    long r1 = w1 - y.w1 - b;
    b = borrow(w1, y.w1, r1);
    return ofWords(w0 - y.w0 - b, r1, r2, r3);
  }

  private static long borrow(long x, long y, long difference) {
    return ((~x & y) | ((~x | y) & difference)) >>> 63;
  }

  /** The product, wrapped. */
  public UInt256 multiply(UInt256 y) {
    if ((w0 | w1 | w2 | y.w0 | y.w1 | y.w2) == 0) {
      return ofWords(0, 0, WideMath.multiplyHigh(w3, y.w3), w3 * y.w3);
    }
    return fromBytes(toBigInteger().multiply(y.toBigInteger()).toByteArray());
  }

  /** The quotient; 0 when {@code y} is 0. */
  public UInt256 divide(UInt256 y) {
    if (y.isZero()) {
      return ZERO;
    }
    if ((w0 | w1 | w2 | y.w0 | y.w1 | y.w2) == 0) {
      return of(Long.divideUnsigned(w3, y.w3));
    }
    return fromBytes(toBigInteger().divide(y.toBigInteger()).toByteArray());
  }

  /** The remainder; 0 when {@code y} is 0. */
  public UInt256 mod(UInt256 y) {
    return y.isZero() ? ZERO : subtract(divide(y).multiply(y));
  }

  /** Whether {@code this + y} does not fit 256 bits. */
  public boolean addOverflows(UInt256 y) {
    return add(y).compareTo(this) < 0;
  }

  /** Whether the value is 0. */
  public boolean isZero() {
    return (w0 | w1 | w2 | w3) == 0;
  }

  /** Whether the value fits 64 bits, read as unsigned. */
  public boolean fitsLong() {
    return (w0 | w1 | w2) == 0;
  }

  /** The low 64 bits. */
  public long lowLong() {
    return w3;
  }

  /** The value, or {@link Long#MAX_VALUE} when it is larger. */
  public long toLongSaturated() {
    return fitsLong() && w3 >= 0 ? w3 : Long.MAX_VALUE;
  }

  /**
   * The value as a non-negative long.
   *
   * @throws ArithmeticException when it is above {@link Long#MAX_VALUE}
   */
  public long toLongExact() {
    if (!fitsLong() || w3 < 0) {
      throw new ArithmeticException("does not fit a long: " + this);
    }
    return w3;
  }

  /** The bit length of the value; 0 for zero. */
  public int bitLength() {
    if (w0 != 0) {
      return 256 - Long.numberOfLeadingZeros(w0);
    }
    if (w1 != 0) {
      return 192 - Long.numberOfLeadingZeros(w1);
    }
    if (w2 != 0) {
      return 128 - Long.numberOfLeadingZeros(w2);
    }
    return 64 - Long.numberOfLeadingZeros(w3);
  }

  /** The number of bytes without leading zeros; 0 for zero. */
  public int byteLength() {
    return (bitLength() + 7) / 8;
  }

  /** The value as a big integer. */
  public BigInteger toBigInteger() {
    return new BigInteger(1, toArray());
  }

  /** Writes 32 big-endian bytes at {@code offset}. */
  public void writeTo(byte[] target, int offset) {
    BigEndian.putLong(target, offset, w0);
    BigEndian.putLong(target, offset + 8, w1);
    BigEndian.putLong(target, offset + 16, w2);
    BigEndian.putLong(target, offset + 24, w3);
  }

  /** 32 big-endian bytes. */
  public byte[] toArray() {
    byte[] out = new byte[32];
    writeTo(out, 0);
    return out;
  }

  /** Big-endian bytes without leading zeros; empty for zero. */
  public byte[] toMinimalArray() {
    byte[] out = new byte[byteLength()];
    for (int i = 0; i < out.length; i++) {
      out[out.length - 1 - i] = (byte) (word(3 - i / 8) >>> (8 * (i % 8)));
    }
    return out;
  }

  /** The 32 bytes as a hash. */
  public Hash toHash() {
    return Hash.ofWords(w0, w1, w2, w3);
  }

  /** Hex with {@code 0x} and without leading zeros, as JSON-RPC writes quantities. */
  public String toHex() {
    if (isZero()) {
      return "0x0";
    }
    String full = Hex.encode(toMinimalArray());
    return full.charAt(2) == '0' ? "0x" + full.substring(3) : full;
  }

  @Override
  public int compareTo(UInt256 y) {
    int c = Long.compareUnsigned(w0, y.w0);
    c = c != 0 ? c : Long.compareUnsigned(w1, y.w1);
    c = c != 0 ? c : Long.compareUnsigned(w2, y.w2);
    return c != 0 ? c : Long.compareUnsigned(w3, y.w3);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof UInt256 y && w0 == y.w0 && w1 == y.w1 && w2 == y.w2 && w3 == y.w3;
  }

  @Override
  public int hashCode() {
    return Long.hashCode((w0 * 31 + w1) * 31 + w2 * 961 + w3);
  }

  /** The value in decimal. */
  @Override
  public String toString() {
    return fitsLong() ? Long.toUnsignedString(w3) : toBigInteger().toString();
  }
}
