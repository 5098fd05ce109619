package dev.kopi.services.engine.rpc.trace;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.rpc.call.ExecutionErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A call with what ERC-7562 restricts: its opcodes, slots and look-ups of code. */
final class Erc7562Frame {
  /** The size of an account's code and the operation that first looked at it. */
  private record CodeSize(int bytes, int opcode) {}

  final String type;
  final Address from;
  final Address to;
  final Bytes input;
  final @Nullable UInt256 value;
  final long gas;
  final List<Erc7562Frame> calls = new ArrayList<>();
  final List<ObjectNode> logs = new ArrayList<>();
  private final TreeMap<UInt256, UInt256> reads = new TreeMap<>();
  private final TreeMap<UInt256, Integer> writes = new TreeMap<>();
  private final TreeMap<UInt256, Integer> transientReads = new TreeMap<>();
  private final TreeMap<UInt256, Integer> transientWrites = new TreeMap<>();
  private final List<Address> codeLookups = new ArrayList<>();
  private final TreeMap<String, Integer> usedOpcodes = new TreeMap<>();
  private final TreeMap<Address, CodeSize> codeSizes = new TreeMap<>();
  private long gasUsed;
  private Bytes output = Bytes.EMPTY;
  private @Nullable String error;
  private boolean outOfGas;

  Erc7562Frame(
      String type, Address from, Address to, Bytes input, @Nullable UInt256 value, long gas) {
    this.type = type;
    this.from = from;
    this.to = to;
    this.input = input;
    this.value = value;
    this.gas = gas;
  }

  void end(long used, Bytes returned, @Nullable String failure, @Nullable Halt halt) {
    gasUsed = used;
    output = returned;
    error = failure;
    outOfGas = halt != null && halt.isOutOfGas();
  }

  /** The outermost frame reports the gas of the transaction, and no shortage of gas. */
  void endTransaction(long used) {
    gasUsed = used;
    outOfGas = false;
  }

  boolean failed() {
    return error != null;
  }

  boolean hasAccessed(UInt256 slot) {
    return reads.containsKey(slot) || writes.containsKey(slot);
  }

  void read(UInt256 slot, UInt256 value) {
    reads.put(slot, value);
  }

  void write(UInt256 slot) {
    writes.merge(slot, 1, Integer::sum);
  }

  void readTransient(UInt256 slot) {
    transientReads.merge(slot, 1, Integer::sum);
  }

  void writeTransient(UInt256 slot) {
    transientWrites.merge(slot, 1, Integer::sum);
  }

  void lookUpCode(Address account) {
    codeLookups.add(account);
  }

  void use(int opcode) {
    usedOpcodes.merge("0x" + Integer.toHexString(opcode), 1, Integer::sum);
  }

  boolean knowsCodeSize(Address account) {
    return codeSizes.containsKey(account);
  }

  void codeSize(Address account, int bytes, int opcode) {
    codeSizes.put(account, new CodeSize(bytes, opcode));
  }

  /** The frame as JSON; the outermost one with the pre-images of the whole transaction. */
  ObjectNode json(Iterable<Bytes> preimages, boolean callerFailed) {
    ObjectNode json = Json.object();
    json.set("from", JsonValues.data(from));
    json.set("gas", JsonValues.quantity(gas));
    json.set("gasUsed", JsonValues.quantity(gasUsed));
    if (!failed() || !type.startsWith("CREATE")) {
      json.set("to", JsonValues.data(to));
    }
    json.set("input", JsonValues.data(input));
    if (!output.isEmpty()) {
      json.set("output", JsonValues.data(output));
    }
    if (error != null) {
      json.put("error", error);
      String reason = ExecutionErrors.reason(output);
      if (reason != null) {
        json.put("revertReason", reason);
      }
    }
    boolean dropsLogs = failed() || callerFailed;
    if (!logs.isEmpty() && !dropsLogs) {
      json.putArray("logs").addAll(logs);
    }
    if (value != null) {
      json.set("value", JsonValues.quantity(value));
    }
    writeAccess(json);
    json.put("outOfGas", outOfGas);
    ArrayNode keccak = Json.array();
    preimages.forEach(preimage -> keccak.add(preimage.toHex()));
    if (!keccak.isEmpty()) {
      json.set("keccak", keccak);
    }
    if (!calls.isEmpty()) {
      ArrayNode inner = json.putArray("calls");
      calls.forEach(call -> inner.add(call.json(List.of(), dropsLogs)));
    }
    json.put("type", type);
    return json;
  }

  private void writeAccess(ObjectNode json) {
    ObjectNode slots = json.putObject("accessedSlots");
    ObjectNode found = slots.putObject("reads");
    reads.forEach((slot, was) -> found.putArray(hex(slot)).add(hex(was)));
    counts(slots.putObject("writes"), writes);
    counts(slots.putObject("transientReads"), transientReads);
    counts(slots.putObject("transientWrites"), transientWrites);
    ArrayNode accounts = json.putArray("extCodeAccessInfo");
    codeLookups.forEach(account -> accounts.add(account.toHex()));
    ObjectNode opcodes = json.putObject("usedOpcodes");
    usedOpcodes.forEach(opcodes::put);
    ObjectNode sizes = json.putObject("contractSize");
    codeSizes.forEach((account, code) ->
        sizes
            .putObject(account.toHex())
            .put("contractSize", code.bytes())
            .put("opcode", code.opcode()));
  }

  private static void counts(ObjectNode json, Map<UInt256, Integer> counts) {
    counts.forEach((slot, count) -> json.put(hex(slot), count));
  }

  private static String hex(UInt256 word) {
    return word.toHash().toHex();
  }
}
