package dev.kopi.services.engine.rpc.simulate;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.services.engine.rpc.call.BlockOverrides;
import dev.kopi.services.engine.rpc.call.CallArguments;
import dev.kopi.services.engine.rpc.call.StateOverrides;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The parameters of {@code eth_simulateV1}.
 *
 * @param blocks the blocks to simulate
 * @param traceTransfers whether transfers of ether are reported as logs
 * @param validated whether nonces and fees are checked as in a real block
 * @param fullTransactions whether blocks are returned with full transactions
 */
record SimulationRequest(
    List<Block> blocks, boolean traceTransfers, boolean validated, boolean fullTransactions) {
  static final int MAX_BLOCKS = 256;
  private static final int MAX_CALLS_OF_BLOCK = 5000;
  private static final int MAX_CALLS = 10_000;
  private static final int LIMIT_EXCEEDED = -38026;

  SimulationRequest {
    blocks = List.copyOf(blocks);
  }

  /** One block to be simulated. */
  record Block(BlockOverrides overrides, StateOverrides accounts, List<CallArguments> calls) {
    Block {
      calls = List.copyOf(calls);
    }
  }

  /**
   * Reads the JSON object.
   *
   * @throws RpcException when it is malformed or too large
   */
  static SimulationRequest read(JsonNode json) {
    try {
      JsonNode list = JsonFields.optional(json, "blockStateCalls");
      if (list == null || !list.isArray() || list.isEmpty()) {
        throw RpcException.invalidParams("empty input");
      }
      if (list.size() > MAX_BLOCKS) {
        throw tooMany("too many blocks");
      }
      List<Block> blocks = new ArrayList<>();
      int calls = 0;
      for (JsonNode one : list) {
        Block block = block(one);
        calls += block.calls().size();
        if (calls > MAX_CALLS) {
          throw tooMany("too many calls: " + calls + " > " + MAX_CALLS);
        }
        blocks.add(block);
      }
      return new SimulationRequest(
          blocks,
          flag(json, "traceTransfers"),
          flag(json, "validation"),
          flag(json, "returnFullTransactions"));
    } catch (DecodeException e) {
      throw RpcException.invalidParams("invalid simulation: " + e.getMessage());
    }
  }

  private static Block block(JsonNode json) {
    List<CallArguments> calls = new ArrayList<>();
    JsonNode list = JsonFields.optional(json, "calls");
    if (list != null) {
      if (!list.isArray()) {
        throw new DecodeException("calls is a list");
      }
      if (list.size() > MAX_CALLS_OF_BLOCK) {
        throw tooMany("too many calls in block: " + list.size() + " > " + MAX_CALLS_OF_BLOCK);
      }
      list.forEach(call -> calls.add(CallArguments.read(call)));
    }
    return new Block(
        BlockOverrides.read(JsonFields.optional(json, "blockOverrides")),
        StateOverrides.read(JsonFields.optional(json, "stateOverrides")),
        calls);
  }

  private static boolean flag(JsonNode json, String name) {
    @Nullable JsonNode value = JsonFields.optional(json, name);
    return value != null && JsonFields.asBool(value, name);
  }

  static RpcException tooMany(String message) {
    return new RpcException(LIMIT_EXCEEDED, message);
  }
}
