package dev.kopi.adapters.rpc.dispatch;

import dev.kopi.adapters.rpc.RpcException;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** An event stream that a connection can subscribe to. */
@FunctionalInterface
public interface Subscribable {
  /**
   * Starts a subscription.
   *
   * @param params the parameters after the stream's name, and who calls
   * @param sink takes events from any thread, and never blocks
   * @return ends the subscription; called once
   * @throws RpcException to refuse the subscription
   */
  Runnable subscribe(Params params, Consumer<JsonNode> sink);
}
