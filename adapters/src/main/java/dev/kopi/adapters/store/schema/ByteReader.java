package dev.kopi.adapters.store.schema;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;

/** Reads what {@link ByteWriter} wrote; anything else is {@linkplain Corruption corruption}. */
public final class ByteReader {
  private final byte[] data;
  private final String what;
  private int position;

  /**
   * Over a whole value.
   *
   * @param what names the value in messages
   */
  public ByteReader(byte[] data, String what) {
    this.data = data;
    this.what = what;
  }

  private void require(boolean holds) {
    if (!holds) {
      throw Corruption.of("a malformed " + what);
    }
  }

  public long number() {
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

  public boolean flag() {
    long value = number();
    require(value == 0 || value == 1);
    return value == 1;
  }

  /** A number of items that take at least {@code bytesEach} bytes each. */
  public int count(int bytesEach) {
    long count = number();
    require(count >= 0 && count <= (data.length - position) / bytesEach);
    return (int) count;
  }

  public Bytes bytes() {
    int length = count(1);
    Bytes out = Bytes.copyOf(data, position, length);
    position += length;
    return out;
  }

  public Hash hash() {
    require(data.length - position >= 32);
    Hash out = Hash.of(data, position);
    position += 32;
    return out;
  }

  public Address address() {
    require(data.length - position >= 20);
    Address out = Address.of(data, position);
    position += 20;
    return out;
  }

  public UInt256 uint256() {
    int length = count(1);
    require(length <= 32);
    UInt256 out = UInt256.fromBytes(data, position, length);
    position += length;
    return out;
  }

  public boolean hasMore() {
    return position < data.length;
  }

  public void expectEnd() {
    require(position == data.length);
  }
}
