package dev.kopi.apps.cli.evm;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Values as the official tests write them, which are less strict than JSON-RPC. */
final class TestNumbers {
  private static final String BIG_INTEGER = "0x:bigint ";

  private TestNumbers() {}

  /** The element that an index chooses of an array in an object. */
  static @Nullable JsonNode at(JsonNode object, String name, int index) {
    JsonNode list = object.get(name);
    return list == null ? null : list.get(index);
  }

  /** A text, which may be that of a plain JSON number. */
  static String text(@Nullable JsonNode value) {
    if (value == null || !value.isString() && !value.isIntegralNumber()) {
      throw new DecodeException("a value is missing or not a text: " + value);
    }
    return value.asString();
  }

  /** An object. */
  static JsonNode object(@Nullable JsonNode value) {
    if (value == null || !value.isObject()) {
      throw new DecodeException("an object is missing");
    }
    return value;
  }

  /** A number in hex or decimal; "0x" is zero. */
  static UInt256 number(@Nullable JsonNode value) {
    String text = text(value);
    if (text.startsWith(BIG_INTEGER)) {
      text = text.substring(BIG_INTEGER.length());
    }
    try {
      if (text.startsWith("0x")) {
        String digits = text.substring(2);
        return UInt256.of(digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits, 16));
      }
      return UInt256.of(text.isEmpty() ? BigInteger.ZERO : new BigInteger(text));
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new DecodeException("not a number: " + text);
    }
  }

  /** A number that fits 64 bits, read as unsigned. */
  static long number64(@Nullable JsonNode value) {
    UInt256 number = number(value);
    if (!number.fitsLong()) {
      throw new DecodeException("wider than 64 bits: " + number);
    }
    return number.lowLong();
  }

  /** A field of an object as a number, or null when it is absent. */
  static @Nullable UInt256 optional(JsonNode object, String name) {
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? null : number(value);
  }

  /** A field of an object as a number; zero when it is absent. */
  static UInt256 orZero(JsonNode object, String name) {
    UInt256 value = optional(object, name);
    return value == null ? UInt256.ZERO : value;
  }

  /** Bytes in hex. */
  static Bytes bytes(@Nullable JsonNode value) {
    return Bytes.fromHex(text(value));
  }

  /** An address in hex. */
  static Address address(@Nullable JsonNode value) {
    return Address.fromHex(text(value));
  }

  /** A hash, which may lack leading zeros. */
  static Hash hash(@Nullable JsonNode value) {
    return number(value).toHash();
  }
}
