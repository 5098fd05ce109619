package dev.kopi.services.engine;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.eth.EngineJson;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.engineapi.EngineApiException;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.payload.PayloadBuilder;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The namespace {@code testing}: builds blocks on request. Not for public ports, since each call
 * builds a block.
 *
 * @see <a href="https://github.com/ethereum/execution-apis/tree/main/src/testing">Testing API</a>
 */
public final class TestingMethods {
  private final Engine engine;

  /** For one engine. */
  public TestingMethods(Engine engine) {
    this.engine = engine;
  }

  /** Adds the methods. */
  public void addTo(RpcMethods methods) {
    methods.add("testing_buildBlockV1", this::buildBlock);
  }

  /** Parameters: parent, attributes, transactions (null for those of the pool), extra data. */
  private JsonNode buildBlock(Params params) {
    Hash parent = params.atMost(4).hash(0);
    PayloadAttributes attributes = params.get(1, (json, name) -> EngineJson.readAttributes(json));
    List<Bytes> transactions =
        params.optional(
            2, (json, name) -> JsonFields.asList(json, name, x -> JsonFields.asBytes(x, name)));
    Bytes extraData = params.optional(3, JsonFields::asBytes);
    try {
      return EngineJson.write(engine.build(parent, attributes, transactions, extraData));
    } catch (EngineApiException e) {
      throw new RpcException(e.code(), String.valueOf(e.getMessage()));
    } catch (PayloadBuilder.UnbuildableException e) {
      throw RpcException.server(String.valueOf(e.getMessage()));
    }
  }
}
