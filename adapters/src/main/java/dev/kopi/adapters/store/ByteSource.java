package dev.kopi.adapters.store;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.store.StoreException;

/** Reads what {@link ByteSink} wrote. What does not fit is a damaged database. */
final class ByteSource {
  private final byte[] data;
  private final String what;
  private int position;

  /**
   * Over a whole value.
   *
   * @param what names the value in messages
   */
  ByteSource(byte[] data, String what) {
    this.data = data;
    this.what = what;
  }

  private void require(boolean holds) {
    if (!holds) {
      throw new StoreException(
          StoreException.Reason.CORRUPT, "the database is damaged: a malformed " + what);
    }
  }

  long number() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      require(position < data.length && shift < 64);
      byte next = data[position++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  boolean flag() {
    long value = number();
    require(value == 0 || value == 1);
    return value == 1;
  }

  /** A number of items that take at least {@code bytesEach} bytes each. */
  int count(int bytesEach) {
    long count = number();
    require(count >= 0 && count <= (data.length - position) / bytesEach);
    return (int) count;
  }

  Bytes bytes() {
    int length = count(1);
    Bytes out = Bytes.copyOf(data, position, length);
    position += length;
    return out;
  }

  Hash hash() {
    require(data.length - position >= 32);
    Hash out = Hash.of(data, position);
    position += 32;
    return out;
  }

  Address address() {
    require(data.length - position >= 20);
    Address out = Address.of(data, position);
    position += 20;
    return out;
  }

  UInt256 uint256() {
    int length = count(1);
    require(length <= 32);
    UInt256 out = UInt256.fromBytes(data, position, length);
    position += length;
    return out;
  }

  boolean hasMore() {
    return position < data.length;
  }

  void expectEnd() {
    require(position == data.length);
  }
}
