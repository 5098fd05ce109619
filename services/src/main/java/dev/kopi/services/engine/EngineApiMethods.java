package dev.kopi.services.engine;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.json.eth.EngineJson;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcHandler;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.engineapi.EngineApi;
import dev.kopi.core.engineapi.EngineApiException;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ChainStore;
import dev.kopi.services.lifecycle.MailboxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Engine API as JSON-RPC methods.
 *
 * @see <a href="https://github.com/ethereum/execution-apis/tree/main/src/engine">Engine API</a>
 */
public final class EngineApiMethods {
  private static final int MAX_BODIES = 1024;
  private static final int NEW_PAYLOAD_VERSIONS = 4;
  private static final int FORKCHOICE_VERSIONS = 3;
  private static final int GET_PAYLOAD_VERSIONS = 5;

  private final EngineApi engine;
  private final ChainStore store;
  private final String version;
  private final String commit;

  /**
   * For one engine.
   *
   * @param version of this program
   * @param commit four bytes in hex
   */
  public EngineApiMethods(EngineApi engine, ChainStore store, String version, String commit) {
    this.engine = engine;
    this.store = store;
    this.version = version;
    this.commit = commit;
  }

  /** All methods. */
  public RpcMethods methods() {
    RpcMethods methods = new RpcMethods();
    for (int v = 1; v <= NEW_PAYLOAD_VERSIONS; v++) {
      int number = v;
      add(methods, "engine_newPayloadV" + v, params -> newPayload(number, params));
    }
    for (int v = 1; v <= FORKCHOICE_VERSIONS; v++) {
      int number = v;
      add(methods, "engine_forkchoiceUpdatedV" + v, params -> forkchoiceUpdated(number, params));
    }
    for (int v = 1; v <= GET_PAYLOAD_VERSIONS; v++) {
      int number = v;
      add(methods, "engine_getPayloadV" + v, params -> getPayload(number, params));
    }
    add(methods, "engine_getPayloadBodiesByHashV1", this::bodiesByHash);
    add(methods, "engine_getPayloadBodiesByRangeV1", this::bodiesByRange);
    add(methods, "engine_exchangeCapabilities", params -> capabilities(methods));
    add(methods, "engine_getClientVersionV1", params -> clientVersion());
    return methods;
  }

  private static void add(RpcMethods methods, String name, RpcHandler handler) {
    methods.add(
        name,
        params -> {
          try {
            return handler.handle(params);
          } catch (EngineApiException e) {
            throw new RpcException(e.code(), String.valueOf(e.getMessage()));
          } catch (MailboxException e) {
            throw RpcException.server(String.valueOf(e.getMessage()));
          }
        });
  }

  private JsonNode newPayload(int number, Params params) {
    List<Hash> blobHashes =
        params.optional(
            1, (json, name) -> JsonFields.asList(json, name, x -> JsonFields.asHash(x, name)));
    Hash beaconRoot = params.optional(2, JsonFields::asHash);
    List<Bytes> requests =
        params.optional(
            3, (json, name) -> JsonFields.asList(json, name, x -> JsonFields.asBytes(x, name)));
    params.atMost(number >= 4 ? 4 : number == 3 ? 3 : 1);
    return EngineJson.write(
        engine.newPayload(
            number,
            params.get(0, (json, name) -> EngineJson.readPayload(json)),
            blobHashes,
            beaconRoot,
            requests));
  }

  private JsonNode forkchoiceUpdated(int number, Params params) {
    return EngineJson.write(
        engine.forkchoiceUpdated(
            number,
            params.atMost(2).get(0, (json, name) -> EngineJson.readForkchoiceState(json)),
            params.optional(1, (json, name) -> EngineJson.readAttributes(json))));
  }

  private JsonNode getPayload(int number, Params params) {
    PayloadEnvelope envelope =
        engine.getPayload(number, params.get(0, (json, name) -> EngineJson.readPayloadId(json)));
    return number == 1 ? EngineJson.write(envelope.payload()) : EngineJson.write(envelope);
  }

  private JsonNode bodiesByHash(Params params) {
    JsonNode list = params.get(0);
    if (list.size() > MAX_BODIES) {
      throw tooMany(list.size());
    }
    ArrayNode out = Json.array();
    for (Hash hash :
        params.get(
            0, (json, name) -> JsonFields.asList(json, name, x -> JsonFields.asHash(x, name)))) {
      out.add(body(store.block(hash)));
    }
    return out;
  }

  private JsonNode bodiesByRange(Params params) {
    long start = params.quantity(0);
    long count = params.quantity(1);
    if (start <= 0 || count <= 0) {
      throw RpcException.invalidParams("start and count must be at least 1");
    }
    if (count > MAX_BODIES) {
      throw tooMany(count);
    }
    ArrayNode out = Json.array();
    // "no trailing null values if the request extends past the current latest known block".
    for (long number = start; number < start + count; number++) {
      Hash hash = store.canonicalHash(number);
      if (hash == null) {
        break;
      }
      out.add(body(store.block(hash)));
    }
    return out;
  }

  private static RpcException tooMany(long count) {
    return new RpcException(
        EngineApiException.TOO_LARGE_REQUEST,
        "requested count too large: " + count + " of at most " + MAX_BODIES);
  }

  private static JsonNode body(@Nullable Block block) {
    if (block == null) {
      return JsonValues.nothing();
    }
    List<Bytes> transactions = new ArrayList<>();
    for (TransactionEnvelope one : block.transactions()) {
      transactions.add(one.encoded());
    }
    ObjectNode out = Json.object();
    out.set("transactions", EngineJson.data(transactions));
    out.set("withdrawals", EngineJson.withdrawals(block.withdrawals()));
    return out;
  }

  /** All engine methods except engine_exchangeCapabilities, which "MUST NOT" be in the list. */
  private static JsonNode capabilities(RpcMethods methods) {
    ArrayNode out = Json.array();
    methods.names().stream()
        .filter(name -> !name.equals("engine_exchangeCapabilities"))
        .forEach(out::add);
    return out;
  }

  private JsonNode clientVersion() {
    ObjectNode one = Json.object();
    one.put("code", "KO").put("name", "Kopi").put("version", version).put("commit", commit);
    return Json.array().add(one);
  }
}
