package dev.kopi.core.primitives;

import dev.kopi.core.platform.BigEndian;
import java.util.Arrays;

/**
 * Writes RLP into one growing buffer. Lists are opened and closed; the header of a list is put in
 * front when it is closed.
 *
 * @see <a href="https://ethereum.org/developers/docs/data-structures-and-encoding/rlp/">RLP</a>
 */
public final class RlpWriter {
  private byte[] buffer;
  private int size;
  private int[] starts = new int[8];
  private int depth;

  /** An empty writer with a small buffer. */
  public RlpWriter() {
    this(256);
  }

  /** An empty writer with a buffer of {@code capacity} bytes, which grows. */
  public RlpWriter(int capacity) {
    buffer = new byte[Math.max(16, capacity)];
  }

  /** Opens a list. */
  public RlpWriter startList() {
    if (depth == starts.length) {
      starts = Arrays.copyOf(starts, 2 * depth);
    }
    starts[depth++] = size;
    return this;
  }

  /**
   * Writes the header of a list of known length; it needs no closing.
   *
   * @param length the size of its items, in bytes
   */
  public RlpWriter listOf(int length) {
    ensure(5);
    size = writeHeader(size, length, 0xc0);
    return this;
  }

  /** The number of bytes that {@link #number(long)} writes. */
  public static int sizeOf(long number) {
    return number >= 0 && number < 0x80 ? 1 : 9 - Long.numberOfLeadingZeros(number) / 8;
  }

  /** The number of bytes that {@link #number(UInt256)} writes. */
  public static int sizeOf(UInt256 number) {
    return number.fitsLong() ? sizeOf(number.lowLong()) : 1 + number.byteLength();
  }

  /** Closes the list opened last. */
  public RlpWriter endList() {
    int start = starts[--depth];
    int length = size - start;
    int header = length < 56 ? 1 : 1 + lengthBytes(length);
    ensure(header);
    System.arraycopy(buffer, start, buffer, start + header, length);
    size += header;
    writeHeader(start, length, 0xc0);
    return this;
  }

  /** A byte string. */
  public RlpWriter bytes(byte[] value) {
    return bytes(value, 0, value.length);
  }

  /** A byte string. */
  public RlpWriter bytes(Bytes value) {
    return bytes(value.unsafeArray());
  }

  /** A byte string: a part of an array. */
  public RlpWriter bytes(byte[] value, int offset, int length) {
    ensure(length + 9);
    if (length != 1 || value[offset] < 0) {
      size = writeHeader(size, length, 0x80);
    }
    System.arraycopy(value, offset, buffer, size, length);
    size += length;
    return this;
  }

  /** A number: big-endian without leading zeros, read as unsigned. */
  public RlpWriter number(long value) {
    ensure(9);
    if (value >= 0 && value < 0x80) {
      buffer[size++] = value == 0 ? (byte) 0x80 : (byte) value;
      return this;
    }
    int length = 8 - Long.numberOfLeadingZeros(value) / 8;
    buffer[size] = (byte) (0x80 + length);
    BigEndian.putLong(buffer, size + 1, value << (64 - 8 * length));
    size += 1 + length;
    return this;
  }

  /** A number. */
  public RlpWriter number(UInt256 value) {
    return value.fitsLong() ? number(value.lowLong()) : bytes(value.toMinimalArray());
  }

  /** A hash as a string of 32 bytes. */
  public RlpWriter hash(Hash value) {
    ensure(33);
    buffer[size] = (byte) 0xa0;
    value.writeTo(buffer, size + 1);
    size += 33;
    return this;
  }

  /** An address as a string of 20 bytes; null as the empty string. */
  public RlpWriter address(@org.jspecify.annotations.Nullable Address value) {
    ensure(21);
    if (value == null) {
      buffer[size++] = (byte) 0x80;
      return this;
    }
    buffer[size] = (byte) 0x94;
    value.writeTo(buffer, size + 1);
    size += 21;
    return this;
  }

  /** Encoded RLP, or a prefix such as a transaction type. */
  public RlpWriter raw(byte[] encoded) {
    return raw(encoded, 0, encoded.length);
  }

  /** A part of an array with encoded RLP. */
  public RlpWriter raw(byte[] encoded, int offset, int length) {
    ensure(length);
    System.arraycopy(encoded, offset, buffer, size, length);
    size += length;
    return this;
  }

  /** The bytes written. */
  public byte[] toArray() {
    if (depth != 0) {
      throw new IllegalStateException(depth + " lists are still open");
    }
    return Arrays.copyOf(buffer, size);
  }

  /** The bytes written. */
  public Bytes toBytes() {
    return Bytes.wrap(toArray());
  }

  /** Clears the writer; the buffer is reused. */
  public RlpWriter clear() {
    size = 0;
    depth = 0;
    return this;
  }

  private void ensure(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, more), 2 * buffer.length));
    }
  }

  private int writeHeader(int at, int length, int base) {
    if (length < 56) {
      buffer[at] = (byte) (base + length);
      return at + 1;
    }
    int n = lengthBytes(length);
    buffer[at] = (byte) (base + 55 + n);
    for (int i = 0; i < n; i++) {
      buffer[at + 1 + i] = (byte) (length >>> (8 * (n - 1 - i)));
    }
    return at + 1 + n;
  }

  private static int lengthBytes(int length) {
    return 4 - Integer.numberOfLeadingZeros(length) / 8;
  }
}
