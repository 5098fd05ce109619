package dev.kopi.core.derivation.attributes;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;

/** Reads ABI words and packed numbers one after another; padding must be zero. */
final class AbiReader {
  private final byte[] data;
  private int position;

  AbiReader(Bytes data) {
    this.data = data.unsafeArray();
  }

  /** Four bytes as a number. */
  int int32() {
    return BigEndian.getInt(data, take(4));
  }

  /** Eight bytes as a number. */
  long int64() {
    return BigEndian.getLong(data, take(8));
  }

  /** Two bytes as a number. */
  int uint16() {
    int at = take(2);
    return (data[at] & 0xff) << 8 | (data[at + 1] & 0xff);
  }

  /** A word. */
  Hash word() {
    return Hash.of(data, take(32));
  }

  /** A word as a number. */
  UInt256 uint256() {
    return word().toUInt256();
  }

  /** A word as a number of 64 bits. */
  long uint64Word() {
    UInt256 value = uint256();
    require(value.fitsLong(), "the padding of a number is not zero");
    return value.lowLong();
  }

  /** A word as a number of 16 bits. */
  int uint16Word() {
    long value = uint64Word();
    require(value >>> 16 == 0, "the padding of a number is not zero");
    return (int) value;
  }

  /** A word as an address. */
  Address addressWord() {
    UInt256 value = uint256();
    require(value.bitLength() <= 160, "the padding of an address is not zero");
    return Address.fromWord(value);
  }

  /** Refuses anything that follows. */
  void expectEnd() {
    require(position == data.length, "bytes follow the last field");
  }

  private int take(int length) {
    require(data.length - position >= length, "data ends within a field");
    int at = position;
    position += length;
    return at;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new DecodeException("ABI: " + message);
    }
  }
}
