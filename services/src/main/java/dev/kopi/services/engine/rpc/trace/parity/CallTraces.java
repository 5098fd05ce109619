package dev.kopi.services.engine.rpc.trace.parity;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.rpc.trace.CallNode;
import dev.kopi.services.engine.rpc.tracer.TracePlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The calls of a transaction as a list, equal to reth's.
 *
 * @see <a href="https://openethereum.github.io/JSONRPC-trace-module">The trace module</a>
 */
final class CallTraces {
  private final @Nullable TracePlace place;
  private final Predicate<CallNode> wanted;
  private final ArrayNode out = Json.array();

  private CallTraces(@Nullable TracePlace place, Predicate<CallNode> wanted) {
    this.place = place;
    this.wanted = wanted;
  }

  /**
   * The list of a call and all within it.
   *
   * @param place where the transaction stands, or null to leave it out
   * @param wanted which calls the list has
   */
  static ArrayNode of(CallNode root, @Nullable TracePlace place, Predicate<CallNode> wanted) {
    CallTraces traces = new CallTraces(place, wanted);
    traces.add(root, List.of());
    return traces.out;
  }

  private void add(CallNode call, List<Integer> address) {
    if (wanted.test(call)) {
      out.add(place == null ? plain(call, address) : placed(call, address, place));
    }
    int index = 0;
    for (CallNode inner : call.calls()) {
      List<Integer> innerAddress = new ArrayList<>(address);
      innerAddress.add(index++);
      add(inner, innerAddress);
    }
  }

  private static ObjectNode plain(CallNode call, List<Integer> address) {
    ObjectNode json = Json.object();
    json.put("type", type(call));
    json.set("action", action(call));
    writeResult(json, call);
    writeAddress(json, call, address);
    return json;
  }

  private static ObjectNode placed(CallNode call, List<Integer> address, TracePlace place) {
    ObjectNode json = Json.object();
    json.set("action", action(call));
    json.set("blockHash", JsonValues.data(place.blockHash()));
    json.put("blockNumber", place.blockNumber());
    writeResult(json, call);
    writeAddress(json, call, address);
    json.set("transactionHash", JsonValues.data(place.transactionHash()));
    json.put("transactionPosition", place.index());
    json.put("type", type(call));
    return json;
  }

  private static void writeResult(ObjectNode json, CallNode call) {
    if (call.error() != null) {
      json.put("error", error(call.halt()));
    }
    boolean none = isDestruction(call) || call.halt() != null;
    json.set("result", none ? JsonValues.nothing() : result(call));
  }

  private static void writeAddress(ObjectNode json, CallNode call, List<Integer> address) {
    json.put("subtraces", call.calls().size());
    ArrayNode traceAddress = json.putArray("traceAddress");
    address.forEach(traceAddress::add);
  }

  static boolean isDestruction(CallNode call) {
    return call.type().equals("SELFDESTRUCT");
  }

  private static String type(CallNode call) {
    return isDestruction(call) ? "suicide" : call.isCreate() ? "create" : "call";
  }

  private static ObjectNode action(CallNode call) {
    ObjectNode json = Json.object();
    if (isDestruction(call)) {
      json.set("address", JsonValues.data(call.from()));
      json.set("balance", JsonValues.quantity(call.value()));
      json.set("refundAddress", JsonValues.data(call.to()));
      return json;
    }
    String kind = call.type().toLowerCase(Locale.ROOT);
    UInt256 value = call.type().equals("STATICCALL") ? UInt256.ZERO : call.value();
    json.set("from", JsonValues.data(call.from()));
    if (call.isCreate()) {
      json.set("gas", JsonValues.quantity(call.gas()));
      json.set("init", JsonValues.data(call.input()));
      json.set("value", JsonValues.quantity(value));
      json.put("creationMethod", kind);
    } else {
      json.put("callType", kind);
      json.set("gas", JsonValues.quantity(call.gas()));
      json.set("input", JsonValues.data(call.input()));
      json.set("to", JsonValues.data(call.to()));
      json.set("value", JsonValues.quantity(value));
    }
    return json;
  }

  private static ObjectNode result(CallNode call) {
    ObjectNode json = Json.object();
    if (call.isCreate()) {
      json.set("address", JsonValues.data(call.to()));
      json.set("code", JsonValues.data(call.output()));
      json.set("gasUsed", JsonValues.quantity(call.gasUsed()));
    } else {
      json.set("gasUsed", JsonValues.quantity(call.gasUsed()));
      json.set("output", JsonValues.data(call.output()));
    }
    return json;
  }

  /** The message of a failure; null is a revert. Where OpenEthereum has none, reth's names. */
  private static String error(@Nullable Halt halt) {
    return switch (halt) {
      case null -> "Reverted";
      case OUT_OF_GAS, CODE_STORAGE_OUT_OF_GAS, REENTRANCY_SENTRY -> "Out of gas";
      case STACK_UNDERFLOW -> "StackUnderflow";
      case STACK_OVERFLOW -> "Out of stack";
      case INVALID_JUMP -> "Bad jump destination";
      case INVALID_INSTRUCTION -> "Bad instruction";
      case WRITE_PROTECTION -> "StateChangeDuringStaticCall";
      case RETURN_DATA_OUT_OF_BOUNDS -> "OutOfOffset";
      case CODE_TOO_LARGE -> "CreateContractSizeLimit";
      case INVALID_CODE_ENTRY -> "CreateContractStartingWithEF";
      case INIT_CODE_TOO_LARGE -> "CreateInitCodeSizeLimit";
      case ADDRESS_COLLISION -> "CreateCollision";
      case NONCE_OVERFLOW -> "NonceOverflow";
      case CALL_DEPTH -> "CallTooDeep";
      case INSUFFICIENT_BALANCE -> "Insufficient balance for transfer";
      case PRECOMPILE_FAILED -> "Built-in failed";
    };
  }
}
