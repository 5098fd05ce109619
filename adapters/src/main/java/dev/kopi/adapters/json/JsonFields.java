package dev.kopi.adapters.json;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Typed reads from JSON trees in the encodings of Ethereum's JSON-RPC: quantities are hex without
 * leading zeros (which are tolerated), data is hex in pairs. All throw {@link DecodeException} that
 * names the field.
 *
 * @see <a href="https://ethereum.org/developers/docs/apis/json-rpc/#hex-encoding">Hex encoding</a>
 */
public final class JsonFields {
  private JsonFields() {}

  /** A field that must be there and not null. */
  public static JsonNode required(JsonNode object, String name) {
    JsonNode value = optional(object, name);
    if (value == null) {
      throw new DecodeException("field " + name + " is missing");
    }
    return value;
  }

  /** A field, or null when it is absent or null. */
  public static @Nullable JsonNode optional(JsonNode object, String name) {
    if (!object.isObject()) {
      throw new DecodeException("found no object where one with " + name + " was expected");
    }
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /** The text of a string. */
  public static String text(JsonNode value, String name) {
    if (!value.isString()) {
      throw new DecodeException("field " + name + " is not a string");
    }
    return value.stringValue();
  }

  /** A string field. */
  public static String text(JsonNode object, String name, @Nullable String absent) {
    JsonNode value = optional(object, name);
    if (value != null) {
      return text(value, name);
    }
    if (absent == null) {
      throw new DecodeException("field " + name + " is missing");
    }
    return absent;
  }

  /** A quantity of at most 64 bits, read as unsigned. */
  public static long quantity(JsonNode object, String name) {
    return asQuantity(required(object, name), name);
  }

  /** A quantity of at most 64 bits, or null when it is absent. */
  public static @Nullable Long optionalQuantity(JsonNode object, String name) {
    JsonNode value = optional(object, name);
    return value == null ? null : asQuantity(value, name);
  }

  /** A value as a quantity of at most 64 bits, read as unsigned. */
  public static long asQuantity(JsonNode value, String name) {
    UInt256 wide = asUint256(value, name);
    if (!wide.fitsLong()) {
      throw new DecodeException("field " + name + " is wider than 64 bits");
    }
    return wide.lowLong();
  }

  /** A quantity of at most 256 bits. */
  public static UInt256 uint256(JsonNode object, String name) {
    return asUint256(required(object, name), name);
  }

  /** A quantity of at most 256 bits, or null when it is absent. */
  public static @Nullable UInt256 optionalUint256(JsonNode object, String name) {
    JsonNode value = optional(object, name);
    return value == null ? null : asUint256(value, name);
  }

  /** A value as a quantity of at most 256 bits. */
  public static UInt256 asUint256(JsonNode value, String name) {
    String text = text(value, name);
    if (!text.startsWith("0x") || text.length() < 3 || text.length() > 66) {
      throw new DecodeException("field " + name + " is not a hex quantity");
    }
    return decode(name, () -> UInt256.fromHex(text));
  }

  /** A number of a JSON that writes plain numbers, at least 0. */
  public static long number(JsonNode object, String name) {
    return asNumber(required(object, name), name);
  }

  /** A plain number, or null when it is absent. */
  public static @Nullable Long optionalNumber(JsonNode object, String name) {
    JsonNode value = optional(object, name);
    return value == null ? null : asNumber(value, name);
  }

  /** A value as a plain number from 0 to 2^63 − 1. */
  public static long asNumber(JsonNode value, String name) {
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw new DecodeException("field " + name + " is not a number of at most 63 bits");
    }
    return value.longValue();
  }

  /** A plain number from 1 to 2^32 − 1. */
  public static long positiveInt(JsonNode object, String name) {
    JsonNode value = required(object, name);
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < 1
        || value.longValue() > 0xffff_ffffL) {
      throw new DecodeException(
          "field " + name + " is " + value + "; it must be a whole number from 1 to 4294967295");
    }
    return value.longValue();
  }

  /** A number that a JSON writes in decimal digits within a string, as the beacon API does. */
  public static long decimal(JsonNode object, String name) {
    String text = text(required(object, name), name);
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new DecodeException("field " + name + " is not a decimal number");
    }
  }

  /** A flag. */
  public static boolean bool(JsonNode object, String name) {
    return asBool(required(object, name), name);
  }

  /** A flag that is false when it is absent. */
  public static boolean flag(JsonNode object, String name) {
    JsonNode value = optional(object, name);
    return value != null && asBool(value, name);
  }

  /** A value as a flag. */
  public static boolean asBool(JsonNode value, String name) {
    if (!value.isBoolean()) {
      throw new DecodeException("field " + name + " is not true or false");
    }
    return value.booleanValue();
  }

  /** 32 bytes. */
  public static Hash hash(JsonNode object, String name) {
    return asHash(required(object, name), name);
  }

  /** 32 bytes, or null when the field is absent. */
  public static @Nullable Hash optionalHash(JsonNode object, String name) {
    JsonNode value = optional(object, name);
    return value == null ? null : asHash(value, name);
  }

  /** A value as 32 bytes. */
  public static Hash asHash(JsonNode value, String name) {
    String text = hexText(value, name);
    return decode(name, () -> Hash.fromHex(text));
  }

  /** 20 bytes. */
  public static Address address(JsonNode object, String name) {
    return asAddress(required(object, name), name);
  }

  /** 20 bytes, or null when the field is absent. */
  public static @Nullable Address optionalAddress(JsonNode object, String name) {
    JsonNode value = optional(object, name);
    return value == null ? null : asAddress(value, name);
  }

  /** A value as 20 bytes. */
  public static Address asAddress(JsonNode value, String name) {
    String text = hexText(value, name);
    return decode(name, () -> Address.fromHex(text));
  }

  /** Bytes of any length. */
  public static Bytes bytes(JsonNode object, String name) {
    return asBytes(required(object, name), name);
  }

  /** Bytes of any length, or null when the field is absent. */
  public static @Nullable Bytes optionalBytes(JsonNode object, String name) {
    JsonNode value = optional(object, name);
    return value == null ? null : asBytes(value, name);
  }

  /** A value as bytes of any length. */
  public static Bytes asBytes(JsonNode value, String name) {
    String text = hexText(value, name);
    return decode(name, () -> Bytes.fromHex(text));
  }

  /** A list that must be there, each element read by {@code element}. */
  public static <T> List<T> list(JsonNode object, String name, Function<JsonNode, T> element) {
    return asList(required(object, name), name, element);
  }

  /** A list, or null when the field is absent. */
  public static <T> @Nullable List<T> optionalList(
      JsonNode object, String name, Function<JsonNode, T> element) {
    JsonNode value = optional(object, name);
    return value == null ? null : asList(value, name, element);
  }

  /** A value as a list, each element read by {@code element}. */
  public static <T> List<T> asList(JsonNode value, String name, Function<JsonNode, T> element) {
    if (!value.isArray()) {
      throw new DecodeException("field " + name + " is not a list");
    }
    List<T> out = new ArrayList<>(value.size());
    for (JsonNode item : value.values()) {
      out.add(element.apply(item));
    }
    return out;
  }

  private static String hexText(JsonNode value, String name) {
    String text = text(value, name);
    if (!text.startsWith("0x")) {
      throw new DecodeException("field " + name + " does not start with 0x");
    }
    return text;
  }

  private static <T> T decode(String name, java.util.function.Supplier<T> read) {
    try {
      return read.get();
    } catch (DecodeException e) {
      throw new DecodeException("field " + name + ": " + e.getMessage());
    }
  }
}
