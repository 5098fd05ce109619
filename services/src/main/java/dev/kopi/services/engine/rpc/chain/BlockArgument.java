package dev.kopi.services.engine.rpc.chain;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How a call names a block. Methods whose name says "by number" take a number or a tag, most others
 * take a hash as well. Both are read as strictly as in go-ethereum, with its error messages.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-1898">EIP-1898</a>
 */
public sealed interface BlockArgument {
  /** The newest block. */
  Position LATEST = new Tagged(Tag.LATEST);

  /** The pending block. */
  Position PENDING = new Tagged(Tag.PENDING);

  /** A block tag. */
  enum Tag {
    /** The genesis block. */
    EARLIEST,
    /** The head. */
    LATEST,
    /** Here the same as the head. */
    PENDING,
    /** The safe head. */
    SAFE,
    /** The finalized head. */
    FINALIZED;

    /** The tag in lower case, as in requests. */
    public String text() {
      return switch (this) {
        case EARLIEST -> "earliest";
        case LATEST -> "latest";
        case PENDING -> "pending";
        case SAFE -> "safe";
        case FINALIZED -> "finalized";
      };
    }
  }

  /** A block of the canonical chain, or the logs up to it: a number or a tag. */
  sealed interface Position extends BlockArgument {}

  /**
   * A number.
   *
   * @param number at most 2^63 − 1
   */
  record Numbered(long number) implements Position {}

  /** A tag. */
  record Tagged(Tag tag) implements Position {}

  /**
   * A hash.
   *
   * @param mustBeCanonical whether a block beside the canonical chain is refused
   */
  record Hashed(Hash hash, boolean mustBeCanonical) implements BlockArgument {}

  /** An object that names neither a number nor a hash. */
  record Unspecified() implements BlockArgument {}

  /** The argument as Go prints it in go-ethereum's errors. */
  default String printed() {
    return switch (this) {
      case Numbered(long number) -> "{0x" + Long.toHexString(number) + " <nil> false}";
      case Tagged(Tag tag) -> "{" + tag.text() + " <nil> false}";
      case Hashed(Hash hash, boolean canonical) -> "{<nil> " + hash.toHex() + " " + canonical + "}";
      case Unspecified() -> "{<nil> <nil> false}";
    };
  }

  /** The tags by their text. */
  Map<String, Tag> TAGS =
      Map.of(
          "earliest", Tag.EARLIEST,
          "latest", Tag.LATEST,
          "pending", Tag.PENDING,
          "safe", Tag.SAFE,
          "finalized", Tag.FINALIZED);

  /**
   * Reads a number or a tag.
   *
   * @throws DecodeException for anything else, hashes and objects included
   */
  static Position position(JsonNode node) {
    String text = node.isString() ? node.stringValue() : node.toString();
    return position(text, "block number larger than int64");
  }

  private static Position position(String text, String tooLarge) {
    Tag tag = TAGS.get(text);
    if (tag != null) {
      return new Tagged(tag);
    }
    long number = number(text);
    if (number < 0) {
      throw new DecodeException(tooLarge);
    }
    return new Numbered(number);
  }

  /**
   * Reads a number, a tag, a hash or an object by EIP-1898.
   *
   * @throws DecodeException for anything else
   */
  static BlockArgument any(JsonNode node) {
    if (node.isObject()) {
      return object(node);
    }
    if (!node.isString()) {
      throw notText(node);
    }
    String text = node.stringValue();
    return text.length() == 66
        ? new Hashed(hash(text), false)
        : position(text, "blocknumber too high");
  }

  private static BlockArgument object(JsonNode node) {
    JsonNode number = JsonFields.optional(node, "blockNumber");
    JsonNode hash = JsonFields.optional(node, "blockHash");
    Position position;
    Hash named;
    boolean canonical;
    try {
      position = number == null ? null : position(number);
      named = hash == null ? null : JsonFields.asHash(hash, "blockHash");
      canonical = flag(JsonFields.optional(node, "requireCanonical"));
    } catch (DecodeException e) {
      throw notText(node);
    }
    if (position != null && named != null) {
      throw new DecodeException(
          "cannot specify both BlockHash and BlockNumber, choose one or the other");
    }
    if (named != null) {
      return new Hashed(named, canonical);
    }
    return position != null ? position : new Unspecified();
  }

  private static boolean flag(@Nullable JsonNode node) {
    return node != null && JsonFields.asBool(node, "requireCanonical");
  }

  private static DecodeException notText(JsonNode node) {
    String kind =
        node.isObject() ? "object" : node.isArray() ? "array" : node.isNumber() ? "number" : "bool";
    return new DecodeException("json: cannot unmarshal " + kind + " into Go value of type string");
  }

  private static Hash hash(String text) {
    if (!hasPrefix(text)) {
      throw new DecodeException("hex string without 0x prefix");
    }
    try {
      return Hash.fromHex("0x" + text.substring(2));
    } catch (DecodeException e) {
      throw new DecodeException("invalid hex string");
    }
  }

  /** A quantity of 64 bits, unsigned. */
  private static long number(String text) {
    if (text.isEmpty()) {
      throw new DecodeException("empty hex string");
    }
    if (!hasPrefix(text)) {
      throw new DecodeException("hex string without 0x prefix");
    }
    String digits = text.substring(2);
    if (digits.isEmpty()) {
      throw new DecodeException("hex string \"0x\"");
    }
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      throw new DecodeException("hex number with leading zero digits");
    }
    if (!digits.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80)) {
      throw new DecodeException("invalid hex string");
    }
    if (digits.length() > 16) {
      throw new DecodeException("hex number > 64 bits");
    }
    return Long.parseUnsignedLong(digits, 16);
  }

  private static boolean hasPrefix(String text) {
    return text.startsWith("0x") || text.startsWith("0X");
  }
}
