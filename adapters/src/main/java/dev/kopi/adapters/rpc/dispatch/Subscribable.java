package dev.kopi.adapters.rpc.dispatch;

import dev.kopi.adapters.rpc.RpcException;

/** An event stream that a connection can subscribe to. */
@FunctionalInterface
public interface Subscribable {
  /**
   * Starts a subscription.
   *
   * @param params the parameters after the stream's name, and who calls
   * @param wake to be called from any thread when there may be new events; never blocks
   * @return the events, which the connection takes as fast as its client reads them
   * @throws RpcException to refuse the subscription
   */
  EventSource subscribe(Params params, Runnable wake);
}
