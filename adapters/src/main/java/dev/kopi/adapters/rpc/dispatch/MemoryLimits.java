package dev.kopi.adapters.rpc.dispatch;

/**
 * How many bytes of messages a server holds. Incoming bytes count from when they are received until
 * their request is answered; outgoing ones from when they are encoded until they are written.
 *
 * @param received the most received bytes
 * @param sent the most bytes to send
 * @param sentPerWebSocket the most bytes that wait to be sent on one WebSocket; a client that reads
 *     more slowly is disconnected
 */
public record MemoryLimits(long received, long sent, int sentPerWebSocket) {
  private static final int RESERVED_PART = 8;
  private static final int CLIENT_PART = 2;

  /** The part of a limit that only trusted callers may use. */
  public static long reserve(long limit) {
    return limit / RESERVED_PART;
  }

  /** The part of a limit that one client may use, unless it is trusted. */
  public static long perClient(long limit) {
    return limit / CLIENT_PART;
  }

  /** The most that one request may take beyond its own bytes when it is parsed. */
  public long maxParsedBytes() {
    return perClient(received) / 2;
  }

  /**
   * Limits that leave most of the heap to others.
   *
   * @param least for heaps that are small; above the largest message
   * @param most for heaps that are large
   */
  static MemoryLimits ofHeap(long least, long most, int sentPerWebSocket) {
    long part = Runtime.getRuntime().maxMemory() / 8;
    long limit = Math.clamp(part, least, most);
    return new MemoryLimits(limit, 2 * limit, sentPerWebSocket);
  }
}
