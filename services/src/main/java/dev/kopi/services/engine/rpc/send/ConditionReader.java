package dev.kopi.services.engine.rpc.send;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.pool.condition.KnownAccount;
import dev.kopi.core.pool.condition.TransactionCondition;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the condition of {@code eth_sendRawTransactionConditional}. */
final class ConditionReader {
  private static final int MAX_DIGITS = 80;

  private ConditionReader() {}

  /**
   * Reads the object.
   *
   * @throws DecodeException when it is malformed
   */
  static TransactionCondition read(JsonNode json) {
    JsonNode known = JsonFields.optional(json, "knownAccounts");
    TreeMap<Address, KnownAccount> accounts = new TreeMap<>();
    if (known != null) {
      if (!known.isObject()) {
        throw new DecodeException("knownAccounts is an object");
      }
      for (Map.Entry<String, JsonNode> one : known.properties()) {
        accounts.put(Address.fromHex(one.getKey()), account(one.getValue()));
      }
    }
    return new TransactionCondition(
        accounts,
        number(JsonFields.optional(json, "blockNumberMin"), 256),
        number(JsonFields.optional(json, "blockNumberMax"), 256),
        seconds(JsonFields.optional(json, "timestampMin")),
        seconds(JsonFields.optional(json, "timestampMax")));
  }

  private static KnownAccount account(JsonNode json) {
    if (json.isString()) {
      return new KnownAccount.Root(JsonFields.asHash(json, "storage root"));
    }
    TreeMap<Hash, Hash> values = new TreeMap<>();
    if (json.isObject()) {
      json.properties()
          .forEach(one ->
              values.put(Hash.fromHex(one.getKey()), JsonFields.asHash(one.getValue(), "value")));
    } else if (!json.isNull()) {
      throw new DecodeException("a known account is a storage root or an object of slots");
    }
    return new KnownAccount.Slots(values);
  }

  private static @Nullable Long seconds(@Nullable JsonNode json) {
    UInt256 wide = number(json, 64);
    return wide == null ? null : wide.lowLong();
  }

  /** A number as hex or decimal digits in a string, or as a JSON number. */
  private static @Nullable UInt256 number(@Nullable JsonNode json, int bits) {
    if (json == null) {
      return null;
    }
    String text = json.isString() ? json.stringValue() : json.toString();
    boolean hex = text.startsWith("0x") || text.startsWith("0X");
    String digits = hex ? text.substring(2) : text;
    try {
      BigInteger value = text.isEmpty() ? BigInteger.ZERO : new BigInteger(digits, hex ? 16 : 10);
      if (digits.length() <= MAX_DIGITS && value.signum() >= 0 && value.bitLength() <= bits) {
        return UInt256.of(value);
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw new DecodeException("invalid hex or decimal integer \"" + text + "\"");
  }
}
