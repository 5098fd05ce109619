package dev.kopi.adapters.json.genesis;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Numbers in go-ethereum's files: hex or decimal strings, or plain JSON numbers. */
public final class LenientNumbers {
  private LenientNumbers() {}

  /** A number of at most 256 bits that must be there. */
  public static UInt256 required(JsonNode object, String name) {
    return read(JsonFields.required(object, name), name);
  }

  /** A number of at most 256 bits, or null when the field is absent or null. */
  public static @Nullable UInt256 optional(JsonNode object, String name) {
    JsonNode value = JsonFields.optional(object, name);
    return value == null ? null : read(value, name);
  }

  /** A value as a number of at most 256 bits. */
  public static UInt256 read(JsonNode value, String name) {
    try {
      if (value.isIntegralNumber()) {
        return UInt256.of(value.bigIntegerValue());
      }
      if (value.isString()) {
        return parse(value.stringValue());
      }
    } catch (DecodeException | NumberFormatException e) {
      // The message below says what is expected.
    }
    throw new DecodeException(
        "field " + name + " is " + value + "; it must be a number from 0 to 2^256 - 1");
  }

  private static UInt256 parse(String text) {
    if (text.startsWith("0x") || text.startsWith("0X")) {
      return UInt256.fromHex(text);
    }
    if (text.length() > 78 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new NumberFormatException(text);
    }
    return text.isEmpty() ? UInt256.ZERO : UInt256.of(new BigInteger(text));
  }
}
