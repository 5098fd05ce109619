package dev.kopi.adapters.rpc.client;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.json.eth.EngineJson;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.engineapi.EngineApi;
import dev.kopi.core.engineapi.EngineApiException;
import dev.kopi.core.engineapi.EngineUnavailableException;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.ForkchoiceResult;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** An Engine API client over JSON-RPC. */
public final class EngineApiClient implements EngineApi {
  private final RpcClient rpc;

  /** A client over {@code rpc}, which has the engine's JWT secret. */
  public EngineApiClient(RpcClient rpc) {
    this.rpc = rpc;
  }

  @Override
  public PayloadStatus newPayload(
      int version,
      ExecutionPayload payload,
      @Nullable List<Hash> blobHashes,
      @Nullable Hash parentBeaconBlockRoot,
      @Nullable List<Bytes> executionRequests) {
    List<JsonNode> params = new ArrayList<>();
    params.add(EngineJson.write(payload));
    if (version >= 3) {
      ArrayNode hashes = Json.array();
      if (blobHashes != null) {
        blobHashes.forEach(hash -> hashes.add(hash.toHex()));
      }
      params.add(hashes);
      params.add(JsonValues.dataOrNull(parentBeaconBlockRoot));
    }
    if (version >= 4) {
      params.add(EngineJson.data(executionRequests == null ? List.of() : executionRequests));
    }
    return call("engine_newPayloadV" + version, params, EngineJson::readStatus);
  }

  @Override
  public ForkchoiceResult forkchoiceUpdated(
      int version, ForkchoiceState state, @Nullable PayloadAttributes attributes) {
    return call(
        "engine_forkchoiceUpdatedV" + version,
        List.of(
            EngineJson.write(state),
            attributes == null ? JsonValues.nothing() : EngineJson.write(attributes)),
        EngineJson::readForkchoiceResult);
  }

  @Override
  public PayloadEnvelope getPayload(int version, PayloadId id) {
    return call(
        "engine_getPayloadV" + version,
        List.of(EngineJson.write(id)),
        version == 1
            ? json ->
                new PayloadEnvelope(EngineJson.readPayload(json), UInt256.ZERO, null, null, null)
            : EngineJson::readEnvelope);
  }

  private <T> T call(String method, List<JsonNode> params, Function<JsonNode, T> reader) {
    try {
      return reader.apply(rpc.call(method, params.toArray(JsonNode[]::new)));
    } catch (RpcException e) {
      throw new EngineApiException(e.code(), e.text());
    } catch (RpcTransportException e) {
      throw new EngineUnavailableException(e.getMessage(), e);
    } catch (DecodeException e) {
      throw new EngineUnavailableException(
          method + " returned a malformed response: " + e.getMessage(), e);
    }
  }
}
