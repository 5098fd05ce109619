package dev.kopi.core.abi;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.List;

/** Values to bytes, as Solidity's {@code abi.encode} and {@code abi.encodeCall}. */
public final class AbiEncoder {
  private static final int WORD = 32;

  private AbiEncoder() {}

  /** The arguments of a constructor, or the result of {@code abi.encode}. */
  public static Bytes encode(AbiValue... values) {
    List<AbiValue> list = List.of(values);
    byte[] out = new byte[sequenceSize(list)];
    writeSequence(out, 0, list);
    return Bytes.wrap(out);
  }

  /**
   * A call: the selector and the arguments.
   *
   * @param signature name and parameter types without spaces, such as {@code
   *     transfer(address,uint256)}
   */
  public static Bytes call(String signature, AbiValue... arguments) {
    List<AbiValue> list = List.of(arguments);
    byte[] out = new byte[4 + sequenceSize(list)];
    selector(signature).copyTo(0, out, 0, 4);
    writeSequence(out, 4, list);
    return Bytes.wrap(out);
  }

  /** The four bytes that name a function. */
  public static Bytes selector(String signature) {
    return topic(signature).toBytes().slice(0, 4);
  }

  /** The hash that names an event: its first topic. */
  public static Hash topic(String signature) {
    return Keccak256.hash(Utf8.encode(signature));
  }

  private static int sequenceSize(List<AbiValue> values) {
    int size = 0;
    for (AbiValue value : values) {
      size += value.isDynamic() ? WORD + tailSize(value) : headSize(value);
    }
    return size;
  }

  private static int headSize(AbiValue value) {
    return switch (value) {
      case AbiValue.Word _ -> WORD;
      case AbiValue.Tuple tuple -> sequenceSize(tuple.parts());
      case AbiValue.DynamicBytes _, AbiValue.DynamicArray _ -> WORD;
    };
  }

  private static int tailSize(AbiValue value) {
    return switch (value) {
      case AbiValue.Word _ -> 0;
      case AbiValue.DynamicBytes bytes -> WORD + padded(bytes.value().size());
      case AbiValue.Tuple tuple -> sequenceSize(tuple.parts());
      case AbiValue.DynamicArray array -> WORD + sequenceSize(array.elements());
    };
  }

  private static int padded(int length) {
    return (length + WORD - 1) / WORD * WORD;
  }

  /** Heads first, then the tails that the offsets in the heads point at. */
  private static void writeSequence(byte[] out, int start, List<AbiValue> values) {
    int head = start;
    int tail = start;
    for (AbiValue value : values) {
      tail += value.isDynamic() ? WORD : headSize(value);
    }
    for (AbiValue value : values) {
      if (value.isDynamic()) {
        UInt256.of(tail - start).writeTo(out, head);
        writeTail(out, tail, value);
        head += WORD;
        tail += tailSize(value);
      } else {
        writeStatic(out, head, value);
        head += headSize(value);
      }
    }
  }

  private static void writeStatic(byte[] out, int at, AbiValue value) {
    switch (value) {
      case AbiValue.Word word -> word.value().writeTo(out, at);
      case AbiValue.Tuple tuple -> writeSequence(out, at, tuple.parts());
      case AbiValue.DynamicBytes _, AbiValue.DynamicArray _ ->
          throw new IllegalArgumentException("a dynamic value has no place in a head");
    }
  }

  private static void writeTail(byte[] out, int at, AbiValue value) {
    switch (value) {
      case AbiValue.DynamicBytes bytes -> {
        UInt256.of(bytes.value().size()).writeTo(out, at);
        bytes.value().copyTo(0, out, at + WORD, bytes.value().size());
      }
      case AbiValue.DynamicArray array -> {
        UInt256.of(array.elements().size()).writeTo(out, at);
        writeSequence(out, at + WORD, array.elements());
      }
      case AbiValue.Tuple tuple -> writeSequence(out, at, tuple.parts());
      case AbiValue.Word _ -> throw new IllegalArgumentException("a word has no tail");
    }
  }
}
