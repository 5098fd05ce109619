package dev.kopi.adapters.rpc.dispatch;

/**
 * The limits of a server.
 *
 * @param maxMessageBytes the largest body or WebSocket message
 * @param maxBatchItems the most calls in a batch
 * @param maxResponseBytes the size of a batch response after which further calls are refused
 * @param maxSubscriptions the most subscriptions of a WebSocket connection
 * @param maxCallsInFlight the most concurrent calls of a WebSocket connection
 * @param connections how many connections there may be, and how long they may stall
 * @param memory the bytes of all messages that are received, handled or sent
 */
public record RpcLimits(
    int maxMessageBytes,
    int maxBatchItems,
    int maxResponseBytes,
    int maxSubscriptions,
    int maxCallsInFlight,
    ConnectionLimits connections,
    MemoryLimits memory) {
  private static final int MIB = 1 << 20;

  /** For public ports. */
  public static final RpcLimits PUBLIC =
      new RpcLimits(
          5 * MIB,
          1000,
          25 * MIB,
          100,
          16,
          ConnectionLimits.of(2048, 128, 256),
          MemoryLimits.ofHeap(32 * MIB, 256 * MIB, 8 * MIB));

  /** For the Engine API port. */
  public static final RpcLimits ENGINE =
      new RpcLimits(
          64 * MIB,
          2000,
          256 * MIB,
          100,
          64,
          ConnectionLimits.of(1024, 128, 256),
          MemoryLimits.ofHeap(160 * MIB, 512 * MIB, 32 * MIB));
}
