package dev.kopi.adapters.rpc.dispatch;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The positional parameters of a call. Getters throw {@link RpcException#INVALID_PARAMS} when a
 * parameter is missing or malformed.
 */
public final class Params {
  private final JsonNode array;
  private final int from;
  private final Caller caller;

  /** Parameters from a JSON array, of a call within this process. */
  public Params(JsonNode array) {
    this(array, Caller.LOCAL);
  }

  /** Parameters from a JSON array. */
  public Params(JsonNode array, Caller caller) {
    this(array, 0, caller);
  }

  private Params(JsonNode array, int from, Caller caller) {
    this.array = array;
    this.from = from;
    this.caller = caller;
  }

  /** Who makes the call. */
  public Caller caller() {
    return caller;
  }

  /** The parameters from {@code index} on. */
  public Params skip(int index) {
    return new Params(array, from + index, caller);
  }

  /** The number of parameters. */
  public int size() {
    return Math.max(0, array.size() - from);
  }

  /** Refuses more than {@code most} parameters. */
  public Params atMost(int most) {
    if (size() > most) {
      throw RpcException.invalidParams("too many arguments, want at most " + most);
    }
    return this;
  }

  /** The parameter at {@code index}, or null when it is absent or null. */
  public @Nullable JsonNode optional(int index) {
    JsonNode node = array.get(from + index);
    return node == null || node.isNull() ? null : node;
  }

  /** The parameter at {@code index}. */
  public JsonNode get(int index) {
    JsonNode node = optional(index);
    if (node == null) {
      throw RpcException.invalidParams("missing value for required argument " + (from + index));
    }
    return node;
  }

  /** The parameter at {@code index}, decoded by {@code decoder}, which takes a name for errors. */
  public <T> T get(int index, BiFunction<JsonNode, String, T> decoder) {
    return decode(from + index, get(index), decoder);
  }

  /**
   * The parameter at {@code index}, decoded by {@code decoder}, or null when it is absent or null.
   */
  public <T> @Nullable T optional(int index, BiFunction<JsonNode, String, T> decoder) {
    JsonNode node = optional(index);
    return node == null ? null : decode(from + index, node, decoder);
  }

  private static <T> T decode(int index, JsonNode node, BiFunction<JsonNode, String, T> decoder) {
    try {
      return decoder.apply(node, "#" + index);
    } catch (DecodeException e) {
      throw RpcException.invalidParams("invalid argument " + index + ": " + e.getMessage());
    }
  }

  /** A hash. */
  public Hash hash(int index) {
    return get(index, (node, name) -> GoValues.hash(node, GoValues.VALUE));
  }

  /** An address. */
  public Address address(int index) {
    return get(index, (node, name) -> GoValues.address(node, GoValues.VALUE));
  }

  /** Bytes of any length. */
  public Bytes bytes(int index) {
    return get(index, (node, name) -> GoValues.bytes(node, GoValues.VALUE));
  }

  /** A quantity of at most 64 bits, read as unsigned; leading zeros are refused. */
  public long quantity(int index) {
    return get(index, (node, name) -> GoValues.quantity(node, GoValues.VALUE));
  }

  /** A quantity of at most 256 bits. */
  public UInt256 uint256(int index) {
    return get(index, (node, name) -> GoValues.uint256(node, GoValues.VALUE));
  }

  /** A string. */
  public String text(int index) {
    return get(index, (node, name) -> GoValues.text(node, GoValues.VALUE));
  }

  /** A boolean, or {@code absent} when it is not there. */
  public boolean bool(int index, boolean absent) {
    Boolean value = optional(index, (node, name) -> GoValues.bool(node, GoValues.VALUE));
    return value == null ? absent : value;
  }
}
