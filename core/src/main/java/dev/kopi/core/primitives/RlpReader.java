package dev.kopi.core.primitives;

import org.jspecify.annotations.Nullable;

/**
 * Reads canonical RLP from a range of an array, item by item. Every read checks its bounds and
 * rejects encodings that are not canonical.
 *
 * @see <a href="https://ethereum.org/developers/docs/data-structures-and-encoding/rlp/">RLP</a>
 */
public final class RlpReader {
  private final byte[] data;
  private int position;
  private int end;

  // Set by readHeader: start and length of the current item's payload, and whether it is a list.
  private int payload;
  private int length;
  private boolean list;

  /** Over a whole array. */
  public RlpReader(byte[] data) {
    this(data, 0, data.length);
  }

  /** Over a whole value. */
  public RlpReader(Bytes data) {
    this(data.unsafeArray());
  }

  /** Over a part of an array. */
  public RlpReader(byte[] data, int offset, int length) {
    this.data = data;
    this.position = offset;
    this.end = offset + length;
  }

  /** Whether another item follows. */
  public boolean hasMore() {
    return position < end;
  }

  /** The position of the next item in the array. */
  public int position() {
    return position;
  }

  /** Whether the next item is a list. */
  public boolean nextIsList() {
    require(position < end, "input ends where an item was expected");
    return (data[position] & 0xff) >= 0xc0;
  }

  /** Restarts over another part of the array. */
  public void restart(int offset, int length) {
    position = offset;
    end = offset + length;
  }

  /** Enters the next item, which must be a list and the last item. */
  public void enterLastList() {
    readHeader();
    require(list, "found a string where a list was expected");
    require(payload + length == end, "bytes follow the last item");
    position = payload;
  }

  /** A reader over the items of the next list. */
  public RlpReader list() {
    readHeader();
    require(list, "found a string where a list was expected");
    position = payload + length;
    return new RlpReader(data, payload, length);
  }

  /** The next string. */
  public Bytes bytes() {
    readString();
    return Bytes.copyOf(data, payload, length);
  }

  /** The next string, of at most {@code max} bytes. */
  public Bytes bytes(int max) {
    readString();
    require(length <= max, "string is longer than allowed");
    return Bytes.copyOf(data, payload, length);
  }

  /** The next string as a number of at most 64 bits, without leading zeros; read as unsigned. */
  public long number() {
    readString();
    require(length <= 8, "number is wider than 64 bits");
    require(length == 0 || data[payload] != 0, "number has leading zeros");
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | (data[payload + i] & 0xff);
    }
    return value;
  }

  /** The next string as a number of at most 256 bits, without leading zeros. */
  public UInt256 uint256() {
    readString();
    require(length <= 32, "number is wider than 256 bits");
    require(length == 0 || data[payload] != 0, "number has leading zeros");
    return UInt256.fromBytes(data, payload, length);
  }

  /** The next string as a flag: 0 or 1. */
  public boolean bool() {
    long value = number();
    require(value == 0 || value == 1, "a flag is 0 or 1");
    return value == 1;
  }

  /** The next string of exactly 32 bytes. */
  public Hash hash() {
    readString();
    require(length == 32, "a hash has 32 bytes");
    return Hash.of(data, payload);
  }

  /** The next string of exactly 20 bytes. */
  public Address address() {
    readString();
    require(length == 20, "an address has 20 bytes");
    return Address.of(data, payload);
  }

  /** The next string of exactly 20 bytes, or null when it is empty. */
  public @Nullable Address addressOrNull() {
    readString();
    require(length == 20 || length == 0, "an address has 20 bytes or none");
    return length == 0 ? null : Address.of(data, payload);
  }

  /** The next item with its header, string or list. */
  public Bytes raw() {
    int start = position;
    readHeader();
    position = payload + length;
    return Bytes.copyOf(data, start, position - start);
  }

  /** Skips the next item. */
  public void skip() {
    readHeader();
    position = payload + length;
  }

  /** Skips the next string. */
  public void skipString() {
    readString();
  }

  /** Skips the next string, a number of at most {@code max} bytes without leading zeros. */
  public void skipNumber(int max) {
    readString();
    require(length <= max, "number is wider than allowed");
    require(length == 0 || data[payload] != 0, "number has leading zeros");
  }

  /** Fails if another item follows. */
  public void expectEnd() {
    require(position == end, "bytes follow the last item");
  }

  private void readString() {
    readHeader();
    require(!list, "found a list where a string was expected");
    position = payload + length;
  }

  private void readHeader() {
    require(position < end, "input ends where an item was expected");
    int first = data[position] & 0xff;
    list = first >= 0xc0;
    if (first < 0x80) {
      payload = position;
      length = 1;
      return;
    }
    int base = list ? 0xc0 : 0x80;
    int code = first - base;
    if (code < 56) {
      payload = position + 1;
      length = code;
    } else {
      int n = code - 55;
      require(n <= end - position - 1, "input ends within a length");
      require(data[position + 1] != 0, "length has leading zeros");
      require(n <= 4, "length is larger than the input");
      long wide = 0;
      for (int i = 0; i < n; i++) {
        wide = wide << 8 | (data[position + 1 + i] & 0xff);
      }
      require(wide >= 56, "short length written in long form");
      require(wide <= Integer.MAX_VALUE, "length is larger than the input");
      payload = position + 1 + n;
      length = (int) wide;
    }
    require(length <= end - payload, "item is longer than its container");
    if (base == 0x80 && length == 1 && code < 56) {
      require(data[payload] < 0, "single byte below 0x80 written with a header");
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new DecodeException("RLP: " + message);
    }
  }
}
