package dev.kopi.apps.cli.evm;

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

  /** A number in hex or decimal; "0x" is zero. */
  static UInt256 number(JsonNode value) {
    String text = value.asString();
    if (text.startsWith(BIG_INTEGER)) {
      text = text.substring(BIG_INTEGER.length());
    }
    try {
      if (text.startsWith("0x")) {
        String digits = text.substring(2);
        return UInt256.of(digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits, 16));
      }
      return UInt256.of(text.isEmpty() ? BigInteger.ZERO : new BigInteger(text));
    } catch (NumberFormatException e) {
      throw new DecodeException("not a number: " + text);
    }
  }

  /** A number that fits 64 bits, read as unsigned. */
  static long number64(JsonNode value) {
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
  static Bytes bytes(JsonNode value) {
    return Bytes.fromHex(value.asString());
  }

  /** A hash, which may lack leading zeros. */
  static Hash hash(JsonNode value) {
    return number(value).toHash();
  }
}
