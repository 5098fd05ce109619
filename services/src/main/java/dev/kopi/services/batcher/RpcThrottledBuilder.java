package dev.kopi.services.batcher;

import dev.kopi.adapters.ethclient.RpcCaller;
import dev.kopi.adapters.json.JsonValues;
import tools.jackson.databind.JsonNode;

/** A block builder that serves {@code miner_setMaxDASize}. */
public record RpcThrottledBuilder(RpcCaller rpc) implements ThrottledBuilder {
  @Override
  public boolean setMaxDaSize(long maxTxBytes, long maxBlockBytes) {
    JsonNode done =
        rpc.call(
            "miner_setMaxDASize",
            JsonValues.quantity(maxTxBytes),
            JsonValues.quantity(maxBlockBytes));
    return done.isBoolean() && done.booleanValue();
  }
}
