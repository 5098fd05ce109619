package dev.kopi.adapters.rpc.dispatch;

/**
 * The limits of a server.
 *
 * @param maxMessageBytes the largest body or WebSocket message
 * @param maxBatchItems the most calls in a batch
 * @param maxResponseBytes the size of a batch response after which further calls are refused
 * @param maxConnections the most open connections
 * @param maxBufferedBytes the most bytes of all messages being read or handled
 * @param maxSubscriptions the most subscriptions of a connection
 * @param maxCallsInFlight the most concurrent calls of a WebSocket connection
 */
public record RpcLimits(
    int maxMessageBytes,
    int maxBatchItems,
    int maxResponseBytes,
    int maxConnections,
    long maxBufferedBytes,
    int maxSubscriptions,
    int maxCallsInFlight) {
  /** For public ports. */
  public static final RpcLimits PUBLIC =
      new RpcLimits(5 << 20, 1000, 25 << 20, 2000, 256L << 20, 100, 16);

  /** For the Engine API port. */
  public static final RpcLimits ENGINE =
      new RpcLimits(64 << 20, 2000, 256 << 20, 256, 512L << 20, 100, 64);
}
