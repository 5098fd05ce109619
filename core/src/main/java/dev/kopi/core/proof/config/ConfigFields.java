package dev.kopi.core.proof.config;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Typed reads of fields; all throw {@link DecodeException} that names the field. */
final class ConfigFields {
  private static final int MAX_DIGITS = 78;

  private ConfigFields() {}

  static JsonValue.Fields object(JsonValue.Fields object, String name) {
    return asObject(object.required(name), name);
  }

  static JsonValue.@Nullable Fields optionalObject(JsonValue.Fields object, String name) {
    JsonValue value = object.optional(name);
    return value == null ? null : asObject(value, name);
  }

  private static JsonValue.Fields asObject(JsonValue value, String name) {
    if (value instanceof JsonValue.Fields fields) {
      return fields;
    }
    throw new DecodeException("field " + name + " is not an object");
  }

  static String text(JsonValue.Fields object, String name) {
    return asText(object.required(name), name);
  }

  static String asText(JsonValue value, String name) {
    if (value instanceof JsonValue.Text text) {
      return text.value();
    }
    throw new DecodeException("field " + name + " is not a string");
  }

  static Hash hash(JsonValue.Fields object, String name) {
    return Hash.fromHex(text(object, name));
  }

  static Address address(JsonValue.Fields object, String name) {
    return Address.fromHex(text(object, name));
  }

  /** Bytes of a fixed size; zeros when the field is absent. */
  static byte[] fixed(JsonValue.Fields object, String name, int size) {
    JsonValue value = object.optional(name);
    if (value == null) {
      return new byte[size];
    }
    Bytes bytes = Bytes.fromHex(asText(value, name));
    if (bytes.size() != size) {
      throw new DecodeException("field " + name + " has " + bytes.size() + " bytes");
    }
    return bytes.toArray();
  }

  /** A number from 0 to 2^63 − 1. */
  static long number(JsonValue.Fields object, String name) {
    return asNumber(object.required(name), name);
  }

  /** A number from 0 to 2^63 − 1, or null when it is absent. */
  static @Nullable Long optionalNumber(JsonValue.Fields object, String name) {
    JsonValue value = object.optional(name);
    return value == null ? null : asNumber(value, name);
  }

  private static long asNumber(JsonValue value, String name) {
    UInt256 wide = asUint256(value, name);
    if (!wide.fitsLong() || wide.lowLong() < 0) {
      throw new DecodeException("field " + name + " is not a number of at most 63 bits");
    }
    return wide.lowLong();
  }

  /** A flag; false when it is absent. */
  static boolean flag(JsonValue.Fields object, String name) {
    JsonValue value = object.optional(name);
    return switch (value) {
      case null -> false;
      case JsonValue.Flag(boolean flag) -> flag;
      default -> throw new DecodeException("field " + name + " is not true or false");
    };
  }

  /** A plain number, or a string in decimal or hex. */
  static UInt256 uint256(JsonValue.Fields object, String name) {
    return asUint256(object.required(name), name);
  }

  private static UInt256 asUint256(JsonValue value, String name) {
    String digits =
        switch (value) {
          case JsonValue.Digits number -> number.value();
          case JsonValue.Text text -> text.value();
          case JsonValue.Flag _, JsonValue.Null _, JsonValue.Items _, JsonValue.Fields _ -> "";
        };
    if (digits.startsWith("0x")) {
      return UInt256.fromHex(digits);
    }
    if (digits.isEmpty() || digits.length() > MAX_DIGITS) {
      throw new DecodeException("field " + name + " is not a number");
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        throw new DecodeException("field " + name + " is not a number");
      }
    }
    BigInteger number = new BigInteger(digits);
    if (number.bitLength() > 256) {
      throw new DecodeException("field " + name + " is wider than 256 bits");
    }
    return UInt256.of(number);
  }
}
