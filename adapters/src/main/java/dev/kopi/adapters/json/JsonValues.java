package dev.kopi.adapters.json;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;
import tools.jackson.databind.util.RawValue;

/**
 * Values to JSON in the encodings of Ethereum's JSON-RPC.
 *
 * @see <a href="https://ethereum.org/developers/docs/apis/json-rpc/#hex-encoding">Hex encoding</a>
 */
public final class JsonValues {
  private JsonValues() {}

  /** A null. */
  public static JsonNode nothing() {
    return JsonNodeFactory.instance.nullNode();
  }

  /** A string. */
  public static JsonNode text(String value) {
    return StringNode.valueOf(value);
  }

  /** True or false. */
  public static JsonNode bool(boolean value) {
    return JsonNodeFactory.instance.booleanNode(value);
  }

  /** The digits of a quantity: hex without leading zeros. The long is read as unsigned. */
  public static String hex(long unsigned) {
    return "0x" + Long.toHexString(unsigned);
  }

  /** A quantity. The long is read as unsigned. */
  public static JsonNode quantity(long unsigned) {
    return text(hex(unsigned));
  }

  /** A quantity. */
  public static JsonNode quantity(UInt256 value) {
    return text(value.toHex());
  }

  /** A quantity, or null. */
  public static JsonNode quantityOrNull(@Nullable Long unsigned) {
    return unsigned == null ? nothing() : quantity(unsigned);
  }

  /** Data. */
  public static JsonNode data(Bytes bytes) {
    return text(bytes.toHex());
  }

  /** Data of 32 bytes. */
  public static JsonNode data(Hash hash) {
    return text(hash.toHex());
  }

  /** Data of 32 bytes, or null. */
  public static JsonNode dataOrNull(@Nullable Hash hash) {
    return hash == null ? nothing() : data(hash);
  }

  /** Data of 20 bytes. */
  public static JsonNode data(Address address) {
    return text(address.toHex());
  }

  /** Data of 20 bytes, or null. */
  public static JsonNode dataOrNull(@Nullable Address address) {
    return address == null ? nothing() : data(address);
  }

  /** JSON that is written already. */
  public static JsonNode raw(String json) {
    return JsonNodeFactory.instance.rawValueNode(new RawValue(json));
  }
}
