package dev.kopi.core.primitives;

import dev.kopi.core.platform.ByteArrays;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An immutable byte string. */
public final class Bytes implements Comparable<Bytes> {
  /** The empty byte string. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] data;

  private Bytes(byte[] data) {
    this.data = data;
  }

  /** A copy of {@code bytes}. */
  public static Bytes copyOf(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone());
  }

  /** A copy of {@code length} bytes from {@code offset}. */
  public static Bytes copyOf(byte[] bytes, int offset, int length) {
    return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  /** Wraps {@code bytes} without a copy: the caller must not modify the array afterwards. */
  public static Bytes wrap(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes);
  }

  /** The bytes written in hex, with or without {@code 0x}. */
  public static Bytes fromHex(String hex) {
    return wrap(Hex.decode(hex));
  }

  /** The concatenation of all parts. */
  public static Bytes concat(Bytes... parts) {
    int length = 0;
    for (Bytes part : parts) {
      length = Math.addExact(length, part.data.length);
    }
    byte[] out = new byte[length];
    int at = 0;
    for (Bytes part : parts) {
      System.arraycopy(part.data, 0, out, at, part.data.length);
      at += part.data.length;
    }
    return wrap(out);
  }

  /** The number of bytes. */
  public int size() {
    return data.length;
  }

  /** Whether it is empty. */
  public boolean isEmpty() {
    return data.length == 0;
  }

  /** The byte at {@code index}, sign-extended as Java does. */
  public byte get(int index) {
    return data[index];
  }

  /** The bytes from {@code from} (inclusive) to {@code to} (exclusive). */
  public Bytes slice(int from, int to) {
    if (from == 0 && to == data.length) {
      return this;
    }
    return copyOf(data, from, to - from);
  }

  /** A fresh array. */
  public byte[] toArray() {
    return data.clone();
  }

  /**
   * The array itself, for hot paths that only read it.
   *
   * @return the backing array: never write to it
   */
  public byte[] unsafeArray() {
    return data;
  }

  /** Copies {@code length} bytes from {@code from} into {@code target} at {@code targetOffset}. */
  public void copyTo(int from, byte[] target, int targetOffset, int length) {
    System.arraycopy(data, from, target, targetOffset, length);
  }

  /** Lower-case hex with {@code 0x}. */
  public String toHex() {
    return Hex.encode(data);
  }

  @Override
  public int compareTo(Bytes other) {
    return ByteArrays.compareUnsigned(data, other.data);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes that && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(data);
  }

  /** The hex text, shortened when long. */
  @Override
  public String toString() {
    return data.length <= 64 ? toHex() : Hex.encode(data, 0, 32) + "… (" + data.length + " bytes)";
  }
}
