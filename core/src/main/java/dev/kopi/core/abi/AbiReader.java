package dev.kopi.core.abi;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;

/**
 * Reads the return data or log data of a contract: a sequence of words, some of which are offsets
 * of dynamic data. Positions count words from the start of the sequence. Malformed data throws
 * {@link DecodeException}.
 */
public final class AbiReader {
  private static final int WORD = 32;

  private final Bytes data;
  private final int start;

  private AbiReader(Bytes data, int start) {
    this.data = data;
    this.start = start;
  }

  /** Reads return data or the data of a log. */
  public static AbiReader of(Bytes data) {
    return new AbiReader(data, 0);
  }

  /** Reads call data after the selector. */
  public static AbiReader ofCall(Bytes callData) {
    if (callData.size() < 4) {
      throw new DecodeException("call data without a selector: " + callData.size() + " bytes");
    }
    return new AbiReader(callData.slice(4, callData.size()), 0);
  }

  /** The word at a position. */
  public UInt256 word(int position) {
    long at = start + (long) position * WORD;
    if (position < 0 || at + WORD > data.size()) {
      throw new DecodeException(
          "word " + position + " lies behind the end of " + data.size() + " bytes");
    }
    return UInt256.fromBytes(data.unsafeArray(), (int) at, WORD);
  }

  /** A number that fits 63 bits. */
  public long number(int position) {
    UInt256 word = word(position);
    if (!word.fitsLong() || word.lowLong() < 0) {
      throw new DecodeException("word " + position + " is not a number of 63 bits");
    }
    return word.lowLong();
  }

  /** A number that fits 64 bits; read as unsigned. */
  public long uint64(int position) {
    UInt256 word = word(position);
    if (!word.fitsLong()) {
      throw new DecodeException("word " + position + " is not a number of 64 bits");
    }
    return word.lowLong();
  }

  /** An address; the twelve bytes before it must be zero. */
  public Address address(int position) {
    UInt256 word = word(position);
    if (word.bitLength() > 160) {
      throw new DecodeException("word " + position + " is not an address");
    }
    return Address.fromWord(word);
  }

  /** {@code bytes32}. */
  public Hash hash(int position) {
    return word(position).toHash();
  }

  /** A boolean: 0 or 1. */
  public boolean bool(int position) {
    UInt256 word = word(position);
    if (word.bitLength() > 1) {
      throw new DecodeException("word " + position + " is not a boolean");
    }
    return !word.isZero();
  }

  /** {@code bytes} or {@code string}, whose offset is at a position. */
  public Bytes bytes(int position) {
    int at = target(position);
    UInt256 length = new AbiReader(data, at).word(0);
    if (length.bitLength() > 31 || length.lowLong() > data.size() - at - WORD) {
      throw new DecodeException("the bytes at word " + position + " end behind the data");
    }
    return data.slice(at + WORD, at + WORD + (int) length.lowLong());
  }

  /** A struct with dynamic members, whose offset is at a position. */
  public AbiReader tuple(int position) {
    return new AbiReader(data, target(position));
  }

  /**
   * A dynamic array, whose offset is at a position.
   *
   * @param position the position of the offset
   */
  public Elements array(int position) {
    int at = target(position);
    UInt256 length = new AbiReader(data, at).word(0);
    // Every element takes at least a word.
    if (length.bitLength() > 31 || length.lowLong() > (data.size() - at - WORD) / WORD) {
      throw new DecodeException("the array at word " + position + " ends behind the data");
    }
    return new Elements((int) length.lowLong(), new AbiReader(data, at + WORD));
  }

  /**
   * The elements of an array.
   *
   * @param length the number of elements
   * @param reader reads the elements
   */
  public record Elements(int length, AbiReader reader) {}

  private int target(int position) {
    UInt256 offset = word(position);
    if (offset.bitLength() > 31 || offset.lowLong() > data.size() - start) {
      throw new DecodeException("the offset in word " + position + " points behind the data");
    }
    return start + (int) offset.lowLong();
  }
}
