package dev.kopi.services.engine.rpc.trace.parity;

import dev.kopi.adapters.rpc.RpcException;
import tools.jackson.databind.JsonNode;

/**
 * What a replay returns.
 *
 * @param trace the calls
 * @param stateDiff the accounts that changed
 * @param vmTrace the operations
 */
record TraceTypes(boolean trace, boolean stateDiff, boolean vmTrace) {
  /** Only the calls. */
  static final TraceTypes CALLS = new TraceTypes(true, false, false);

  /**
   * Reads a list of types.
   *
   * @throws RpcException when one is not known
   */
  static TraceTypes read(JsonNode list) {
    if (!list.isArray()) {
      throw RpcException.invalidParams("trace types: expected a list");
    }
    boolean trace = false;
    boolean stateDiff = false;
    boolean vmTrace = false;
    for (JsonNode type : list) {
      String name = type.isString() ? type.stringValue() : type.toString();
      switch (name) {
        case "trace" -> trace = true;
        case "stateDiff" -> stateDiff = true;
        case "vmTrace" -> vmTrace = true;
        default ->
            throw RpcException.invalidParams(
                "unknown variant `" + name + "`, expected one of `trace`, `vmTrace`, `stateDiff`");
      }
    }
    return new TraceTypes(trace, stateDiff, vmTrace);
  }
}
