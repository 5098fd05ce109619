package dev.kopi.adapters.json.eth;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.ForkchoiceResult;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadEnvelope.BlobsBundle;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.Hex;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The values of the Engine API as JSON, with the fields of the OP Stack. Readers throw {@link
 * DecodeException}; which fields a method's version requires is left to the engine.
 *
 * @see <a href="https://github.com/ethereum/execution-apis/tree/main/src/engine">Engine API</a>
 * @see <a href="https://specs.optimism.io/protocol/exec-engine.html#engine-api">Engine API of the
 *     OP Stack</a>
 */
public final class EngineJson {
  private EngineJson() {}

  /**
   * A payload. Fields from before their fork are null; the OP field {@code withdrawalsRoot} is left
   * out.
   */
  public static ObjectNode write(ExecutionPayload payload) {
    ObjectNode out = Json.object();
    out.put("parentHash", payload.parentHash().toHex());
    out.put("feeRecipient", payload.feeRecipient().toHex());
    out.put("stateRoot", payload.stateRoot().toHex());
    out.put("receiptsRoot", payload.receiptsRoot().toHex());
    out.put("logsBloom", payload.logsBloom().toHex());
    out.put("prevRandao", payload.prevRandao().toHex());
    out.put("blockNumber", JsonValues.hex(payload.blockNumber()));
    out.put("gasLimit", JsonValues.hex(payload.gasLimit()));
    out.put("gasUsed", JsonValues.hex(payload.gasUsed()));
    out.put("timestamp", JsonValues.hex(payload.timestampSeconds()));
    out.put("extraData", payload.extraData().toHex());
    out.put("baseFeePerGas", payload.baseFeePerGas().toHex());
    out.put("blockHash", payload.blockHash().toHex());
    out.set("transactions", data(payload.transactions()));
    out.set("withdrawals", withdrawals(payload.withdrawals()));
    out.set("blobGasUsed", JsonValues.quantityOrNull(payload.blobGasUsed()));
    out.set("excessBlobGas", JsonValues.quantityOrNull(payload.excessBlobGas()));
    Hash withdrawalsRoot = payload.withdrawalsRoot();
    if (withdrawalsRoot != null) {
      out.put("withdrawalsRoot", withdrawalsRoot.toHex());
    }
    return out;
  }

  /** Reads a payload. */
  public static ExecutionPayload readPayload(JsonNode json) {
    return new ExecutionPayload(
        JsonFields.hash(json, "parentHash"),
        JsonFields.address(json, "feeRecipient"),
        JsonFields.hash(json, "stateRoot"),
        JsonFields.hash(json, "receiptsRoot"),
        bloom(json),
        JsonFields.hash(json, "prevRandao"),
        JsonFields.quantity(json, "blockNumber"),
        JsonFields.quantity(json, "gasLimit"),
        JsonFields.quantity(json, "gasUsed"),
        JsonFields.quantity(json, "timestamp"),
        JsonFields.bytes(json, "extraData"),
        JsonFields.uint256(json, "baseFeePerGas"),
        JsonFields.hash(json, "blockHash"),
        JsonFields.list(json, "transactions", EngineJson::transaction),
        JsonFields.optionalList(json, "withdrawals", EngineJson::readWithdrawal),
        JsonFields.optionalQuantity(json, "blobGasUsed"),
        JsonFields.optionalQuantity(json, "excessBlobGas"),
        JsonFields.optionalHash(json, "withdrawalsRoot"));
  }

  private static Bytes bloom(JsonNode json) {
    Bytes bloom = JsonFields.bytes(json, "logsBloom");
    if (bloom.size() != 256) {
      throw new DecodeException("field logsBloom has " + bloom.size() + " bytes, not 256");
    }
    return bloom;
  }

  private static Bytes transaction(JsonNode json) {
    return JsonFields.asBytes(json, "transactions");
  }

  /** A withdrawal. */
  public static ObjectNode write(Withdrawal withdrawal) {
    return Json.object()
        .put("index", JsonValues.hex(withdrawal.index()))
        .put("validatorIndex", JsonValues.hex(withdrawal.validatorIndex()))
        .put("address", withdrawal.address().toHex())
        .put("amount", JsonValues.hex(withdrawal.amountGwei()));
  }

  /** Reads a withdrawal. */
  public static Withdrawal readWithdrawal(JsonNode json) {
    return new Withdrawal(
        JsonFields.quantity(json, "index"),
        JsonFields.quantity(json, "validatorIndex"),
        JsonFields.address(json, "address"),
        JsonFields.quantity(json, "amount"));
  }

  /** A list of withdrawals, or null. */
  public static JsonNode withdrawals(@Nullable List<Withdrawal> withdrawals) {
    if (withdrawals == null) {
      return JsonValues.nothing();
    }
    ArrayNode out = Json.array();
    withdrawals.forEach(withdrawal -> out.add(write(withdrawal)));
    return out;
  }

  /** Payload attributes; null fields are left out. */
  public static ObjectNode write(PayloadAttributes attributes) {
    ObjectNode out = Json.object();
    out.put("timestamp", JsonValues.hex(attributes.timestampSeconds()));
    out.put("prevRandao", attributes.prevRandao().toHex());
    out.put("suggestedFeeRecipient", attributes.suggestedFeeRecipient().toHex());
    if (attributes.withdrawals() != null) {
      out.set("withdrawals", withdrawals(attributes.withdrawals()));
    }
    Hash beaconRoot = attributes.parentBeaconBlockRoot();
    if (beaconRoot != null) {
      out.put("parentBeaconBlockRoot", beaconRoot.toHex());
    }
    List<Bytes> transactions = attributes.transactions();
    if (transactions != null) {
      out.set("transactions", data(transactions));
    }
    if (attributes.noTxPool()) {
      out.put("noTxPool", true);
    }
    Long gasLimit = attributes.gasLimit();
    if (gasLimit != null) {
      out.put("gasLimit", JsonValues.hex(gasLimit));
    }
    Bytes eip1559Params = attributes.eip1559Params();
    if (eip1559Params != null) {
      out.put("eip1559Params", eip1559Params.toHex());
    }
    Long minBaseFee = attributes.minBaseFee();
    if (minBaseFee != null) {
      // Nodes and engines of the OP Stack write this one field as a plain number.
      out.put("minBaseFee", minBaseFee);
    }
    return out;
  }

  /** Reads payload attributes. */
  public static PayloadAttributes readAttributes(JsonNode json) {
    JsonNode noTxPool = JsonFields.optional(json, "noTxPool");
    Bytes params = JsonFields.optionalBytes(json, "eip1559Params");
    if (params != null && params.size() != 8) {
      throw new DecodeException("field eip1559Params has " + params.size() + " bytes, not 8");
    }
    JsonNode minBaseFee = JsonFields.optional(json, "minBaseFee");
    return new PayloadAttributes(
        JsonFields.quantity(json, "timestamp"),
        JsonFields.hash(json, "prevRandao"),
        JsonFields.address(json, "suggestedFeeRecipient"),
        JsonFields.optionalList(json, "withdrawals", EngineJson::readWithdrawal),
        JsonFields.optionalHash(json, "parentBeaconBlockRoot"),
        JsonFields.optionalList(json, "transactions", EngineJson::transaction),
        noTxPool != null && JsonFields.asBool(noTxPool, "noTxPool"),
        JsonFields.optionalQuantity(json, "gasLimit"),
        params,
        minBaseFee == null ? null : (Long) minBaseFee(minBaseFee));
  }

  private static long minBaseFee(JsonNode json) {
    return json.isString()
        ? JsonFields.asQuantity(json, "minBaseFee")
        : JsonFields.asNumber(json, "minBaseFee");
  }

  /** A forkchoice state. */
  public static ObjectNode write(ForkchoiceState state) {
    return Json.object()
        .put("headBlockHash", state.head().toHex())
        .put("safeBlockHash", state.safe().toHex())
        .put("finalizedBlockHash", state.finalized().toHex());
  }

  /** Reads a forkchoice state. */
  public static ForkchoiceState readForkchoiceState(JsonNode json) {
    return new ForkchoiceState(
        JsonFields.hash(json, "headBlockHash"),
        JsonFields.hash(json, "safeBlockHash"),
        JsonFields.hash(json, "finalizedBlockHash"));
  }

  /** A payload status. */
  public static ObjectNode write(PayloadStatus status) {
    ObjectNode out = Json.object();
    out.put("status", status.status().name());
    out.set("latestValidHash", JsonValues.dataOrNull(status.latestValidHash()));
    out.put("validationError", status.validationError());
    return out;
  }

  /** Reads a payload status. */
  public static PayloadStatus readStatus(JsonNode json) {
    String name = JsonFields.text(json, "status", null);
    for (PayloadStatus.Status status : PayloadStatus.Status.values()) {
      if (status.name().equals(name)) {
        JsonNode error = JsonFields.optional(json, "validationError");
        return new PayloadStatus(
            status,
            JsonFields.optionalHash(json, "latestValidHash"),
            error == null ? null : JsonFields.text(error, "validationError"));
      }
    }
    throw new DecodeException("field status has the unknown value " + name);
  }

  /** The result of a forkchoice update. */
  public static ObjectNode write(ForkchoiceResult result) {
    ObjectNode out = Json.object();
    out.set("payloadStatus", write(result.status()));
    PayloadId id = result.payloadId();
    out.set("payloadId", id == null ? JsonValues.nothing() : write(id));
    return out;
  }

  /** Reads the result of a forkchoice update. */
  public static ForkchoiceResult readForkchoiceResult(JsonNode json) {
    JsonNode id = JsonFields.optional(json, "payloadId");
    return new ForkchoiceResult(
        readStatus(JsonFields.required(json, "payloadStatus")),
        id == null ? null : readPayloadId(id));
  }

  /** A payload's id. */
  public static JsonNode write(PayloadId id) {
    byte[] bytes = new byte[8];
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (id.value() >>> 56 - 8 * i);
    }
    return JsonValues.text(Hex.encode(bytes));
  }

  /** Reads a payload's id. */
  public static PayloadId readPayloadId(JsonNode json) {
    Bytes bytes = JsonFields.asBytes(json, "payloadId");
    if (bytes.size() != 8) {
      throw new DecodeException("field payloadId has " + bytes.size() + " bytes, not 8");
    }
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | (bytes.get(i) & 0xff);
    }
    return new PayloadId(value);
  }

  /** A payload envelope, as getPayload returns it from version 2 on. */
  public static ObjectNode write(PayloadEnvelope envelope) {
    ObjectNode out = Json.object();
    out.set("executionPayload", write(envelope.payload()));
    out.put("blockValue", envelope.blockValue().toHex());
    BlobsBundle blobs = envelope.blobs();
    if (blobs == null) {
      out.putNull("blobsBundle");
    } else {
      ObjectNode bundle = out.putObject("blobsBundle");
      bundle.set("commitments", data(blobs.commitments()));
      bundle.set("proofs", data(blobs.proofs()));
      bundle.set("blobs", data(blobs.blobs()));
    }
    List<Bytes> requests = envelope.executionRequests();
    out.set("executionRequests", requests == null ? JsonValues.nothing() : data(requests));
    out.put("shouldOverrideBuilder", false);
    Hash beaconRoot = envelope.parentBeaconBlockRoot();
    if (beaconRoot != null) {
      out.put("parentBeaconBlockRoot", beaconRoot.toHex());
    }
    return out;
  }

  /** Reads a payload envelope, as getPayload returns it from version 2 on. */
  public static PayloadEnvelope readEnvelope(JsonNode json) {
    JsonNode blobs = JsonFields.optional(json, "blobsBundle");
    BlobsBundle bundle =
        blobs == null
            ? null
            : new BlobsBundle(
                JsonFields.list(
                    blobs, "commitments", node -> JsonFields.asBytes(node, "commitments")),
                JsonFields.list(blobs, "proofs", node -> JsonFields.asBytes(node, "proofs")),
                JsonFields.list(blobs, "blobs", node -> JsonFields.asBytes(node, "blobs")));
    return new PayloadEnvelope(
        readPayload(JsonFields.required(json, "executionPayload")),
        JsonFields.uint256(json, "blockValue"),
        bundle,
        JsonFields.optionalList(
            json, "executionRequests", node -> JsonFields.asBytes(node, "executionRequests")),
        JsonFields.optionalHash(json, "parentBeaconBlockRoot"));
  }

  /** A list of data. */
  public static ArrayNode data(List<Bytes> items) {
    ArrayNode out = Json.array();
    items.forEach(item -> out.add(item.toHex()));
    return out;
  }
}
