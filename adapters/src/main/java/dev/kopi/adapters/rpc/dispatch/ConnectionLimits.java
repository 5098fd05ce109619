package dev.kopi.adapters.rpc.dispatch;

import java.time.Duration;

/**
 * The limits of a server's connections.
 *
 * @param most the most open connections
 * @param reserved how many of them only trusted callers may open
 * @param perClient the most of one client, unless it is on this machine
 * @param requestStall the longest time without a byte of an incomplete request or message
 * @param requestTotal the longest time from the first byte of a request or message to its last
 * @param writeStall the longest time in which a client takes nothing of a response
 * @param idle the longest time between two requests
 * @param linger how long the rest of a refused request is discarded, so that the client sees the
 *     response
 */
public record ConnectionLimits(
    int most,
    int reserved,
    int perClient,
    Duration requestStall,
    Duration requestTotal,
    Duration writeStall,
    Duration idle,
    Duration linger) {
  /** Limits with the usual deadlines. */
  public static ConnectionLimits of(int most, int reserved, int perClient) {
    return new ConnectionLimits(
        most,
        reserved,
        perClient,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(20),
        Duration.ofMinutes(2),
        Duration.ofMillis(300));
  }
}
