package dev.kopi.adapters.rpc.dispatch;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.Hex;
import dev.kopi.core.primitives.UInt256;
import tools.jackson.databind.JsonNode;

/**
 * Reads JSON values as go-ethereum reads them into its types, with its error messages, which tools
 * look at. A place is what the value is read into: {@link #VALUE}, or {@link #field} of a struct.
 *
 * @see <a href="https://pkg.go.dev/github.com/ethereum/go-ethereum/common/hexutil">hexutil</a>
 */
public final class GoValues {
  /** The place of a value that stands on its own. */
  public static final String VALUE = "Go value";

  private static final String MISSING_PREFIX = "hex string without 0x prefix";
  private static final String ODD_LENGTH = "hex string of odd length";
  private static final String SYNTAX = "invalid hex string";
  private static final String NON_STRING = "non-string";

  private GoValues() {}

  /** The place of a field, such as {@code TransactionArgs.to}. */
  public static String field(String struct, String name) {
    return "Go struct field " + struct + "." + name;
  }

  /**
   * What is wrong with a value of another kind.
   *
   * @param found what it is, in Go's words
   * @param type the Go type that is wanted
   */
  public static DecodeException mismatch(String found, String place, String type) {
    return new DecodeException(
        "json: cannot unmarshal " + found + " into " + place + " of type " + type);
  }

  /** What a value is, in the words of Go's JSON package. */
  public static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> "string";
      case BOOLEAN -> "bool";
      case ARRAY -> "array";
      case OBJECT -> "object";
      default -> "number";
    };
  }

  /** A hash. */
  public static Hash hash(JsonNode node, String place) {
    return Hash.of(fixed(node, place, 32, "common.Hash"));
  }

  /** An address. */
  public static Address address(JsonNode node, String place) {
    return Address.of(fixed(node, place, 20, "common.Address"));
  }

  private static byte[] fixed(JsonNode node, String place, int bytes, String type) {
    if (!node.isString()) {
      throw mismatch(NON_STRING, place, type);
    }
    String digits = digits(node.stringValue(), place, type);
    if (digits.length() != 2 * bytes) {
      throw new DecodeException(
          "hex string has length " + digits.length() + ", want " + 2 * bytes + " for " + type);
    }
    return decode(digits, place, type);
  }

  /** Bytes of any length. */
  public static Bytes bytes(JsonNode node, String place) {
    String type = "hexutil.Bytes";
    if (!node.isString()) {
      throw mismatch(NON_STRING, place, type);
    }
    return Bytes.wrap(decode(digits(node.stringValue(), place, type), place, type));
  }

  /** The digits of a text, which may be empty. */
  private static String digits(String text, String place, String type) {
    if (text.isEmpty()) {
      return text;
    }
    if (!hasPrefix(text)) {
      throw mismatch(MISSING_PREFIX, place, type);
    }
    if (text.length() % 2 != 0) {
      throw mismatch(ODD_LENGTH, place, type);
    }
    return text.substring(2);
  }

  private static boolean hasPrefix(String text) {
    return text.startsWith("0x") || text.startsWith("0X");
  }

  private static byte[] decode(String digits, String place, String type) {
    try {
      return Hex.decode("0x" + digits);
    } catch (DecodeException e) {
      throw mismatch(SYNTAX, place, type);
    }
  }

  /** A quantity of at most 64 bits, read as unsigned. */
  public static long quantity(JsonNode node, String place) {
    return number(node, place, "hexutil.Uint64", 64).lowLong();
  }

  /** A quantity of at most 256 bits. */
  public static UInt256 uint256(JsonNode node, String place) {
    return number(node, place, "*hexutil.Big", 256);
  }

  private static UInt256 number(JsonNode node, String place, String type, int bits) {
    if (!node.isString()) {
      throw mismatch(NON_STRING, place, type);
    }
    String text = node.stringValue();
    if (text.isEmpty()) {
      return UInt256.ZERO;
    }
    if (!hasPrefix(text)) {
      throw mismatch(MISSING_PREFIX, place, type);
    }
    String digits = text.substring(2);
    if (digits.isEmpty()) {
      throw mismatch("hex string \"0x\"", place, type);
    }
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      throw mismatch("hex number with leading zero digits", place, type);
    }
    if (digits.length() > bits / 4) {
      throw mismatch("hex number > " + bits + " bits", place, type);
    }
    return UInt256.fromBytes(decode((digits.length() % 2 == 0 ? "" : "0") + digits, place, type));
  }

  /** True or false. */
  public static boolean bool(JsonNode node, String place) {
    if (!node.isBoolean()) {
      throw mismatch(kind(node), place, "bool");
    }
    return node.booleanValue();
  }

  /** A string. */
  public static String text(JsonNode node, String place) {
    if (!node.isString()) {
      throw mismatch(kind(node), place, "string");
    }
    return node.stringValue();
  }
}
