package dev.kopi.adapters.rpc;

import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** A stream of events that a WebSocket connection may subscribe to. */
@FunctionalInterface
public interface Subscribable {
  /**
   * Starts to send events.
   *
   * @param params the parameters after the stream's name
   * @param sink takes events; never blocks, from any thread
   * @return ends the stream; called once
   * @throws RpcException to refuse
   */
  Runnable subscribe(Params params, Consumer<JsonNode> sink);
}
