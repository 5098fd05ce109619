package dev.kopi.core.abi;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.List;

/**
 * A value in the encoding of the contract ABI. Numbers, addresses, booleans and fixed-size bytes
 * are one word each.
 *
 * @see <a href="https://docs.soliditylang.org/en/latest/abi-spec.html">Contract ABI
 *     specification</a>
 */
public sealed interface AbiValue {
  /** Whether the value is dynamic, which means encoded at an offset. */
  boolean isDynamic();

  /** One word: {@code uintN}, {@code address}, {@code bool}, {@code bytesN}. */
  record Word(UInt256 value) implements AbiValue {
    @Override
    public boolean isDynamic() {
      return false;
    }
  }

  /** {@code bytes} or {@code string}. */
  record DynamicBytes(Bytes value) implements AbiValue {
    @Override
    public boolean isDynamic() {
      return true;
    }
  }

  /** A struct, or an array of fixed length: the parts, one after another. */
  record Tuple(List<AbiValue> parts) implements AbiValue {
    /** Copies the list. */
    public Tuple {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean isDynamic() {
      return parts.stream().anyMatch(AbiValue::isDynamic);
    }
  }

  /** An array that carries its length. */
  record DynamicArray(List<AbiValue> elements) implements AbiValue {
    /** Copies the list. */
    public DynamicArray {
      elements = List.copyOf(elements);
    }

    @Override
    public boolean isDynamic() {
      return true;
    }
  }

  /** A number. */
  static AbiValue of(UInt256 value) {
    return new Word(value);
  }

  /** A number, read as unsigned. */
  static AbiValue of(long value) {
    return new Word(UInt256.of(value));
  }

  /** An address. */
  static AbiValue of(Address value) {
    return new Word(value.toWord());
  }

  /** {@code bytes32}. */
  static AbiValue of(Hash value) {
    return new Word(value.toUInt256());
  }

  /** A boolean. */
  static AbiValue of(boolean value) {
    return new Word(value ? UInt256.ONE : UInt256.ZERO);
  }

  /** {@code bytes}. */
  static AbiValue of(Bytes value) {
    return new DynamicBytes(value);
  }

  /** {@code string}. */
  static AbiValue of(String value) {
    return new DynamicBytes(Utf8.encode(value));
  }

  /** A struct. */
  static AbiValue tuple(AbiValue... parts) {
    return new Tuple(List.of(parts));
  }

  /** An array that carries its length. */
  static AbiValue array(List<AbiValue> elements) {
    return new DynamicArray(elements);
  }
}
