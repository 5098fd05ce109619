package dev.kopi.adapters.rpc.dispatch;

import dev.kopi.adapters.rpc.RpcException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The events of one subscription. Its connection takes them one by one, when its client has read
 * those before: nothing is queued for a slow client.
 */
public interface EventSource extends AutoCloseable {
  /**
   * The next event, or null when there is none yet. Called by one thread at a time; may read the
   * chain, but does not wait for events.
   *
   * @throws RpcException when the client fell so far behind that events are lost; the connection is
   *     closed with this reason
   */
  @Nullable JsonNode next();

  /** Ends the subscription. */
  @Override
  void close();
}
