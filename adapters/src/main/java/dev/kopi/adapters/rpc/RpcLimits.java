package dev.kopi.adapters.rpc;

/**
 * Bounds of a server.
 *
 * @param maxMessageBytes the largest body or WebSocket message
 * @param maxBatchItems the most calls in a batch
 * @param maxResponseBytes after how many bytes the rest of a batch is refused
 * @param maxConnections open connections
 * @param maxBufferedBytes bytes of all messages that are being read or handled at the same time
 * @param maxSubscriptions event streams of one connection
 * @param maxCallsInFlight calls of one WebSocket connection that are handled at the same time
 * @param maxQueuedEvents events that wait for a slow WebSocket connection before it is closed
 */
public record RpcLimits(
    int maxMessageBytes,
    int maxBatchItems,
    int maxResponseBytes,
    int maxConnections,
    long maxBufferedBytes,
    int maxSubscriptions,
    int maxCallsInFlight,
    int maxQueuedEvents) {
  /** For ports that strangers reach. */
  public static final RpcLimits PUBLIC =
      new RpcLimits(5 << 20, 1000, 25 << 20, 2000, 256L << 20, 100, 16, 4096);

  /** For the port between node and engine. */
  public static final RpcLimits ENGINE =
      new RpcLimits(64 << 20, 2000, 256 << 20, 256, 512L << 20, 100, 64, 4096);
}
