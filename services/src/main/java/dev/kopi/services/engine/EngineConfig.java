package dev.kopi.services.engine;

import dev.kopi.core.primitives.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * How an engine behaves.
 *
 * @param name for its threads and logs
 * @param extraData of blocks built under L1 rules, at most 32 bytes
 * @param gasLimitTarget the gas limit that blocks built under L1 rules move towards
 * @param maxWaitingPayloads payloads with unknown parents that are kept
 * @param maxWaitingBytes the memory that they may take together
 * @param maxPayloadJobs payloads that are being built or wait to be taken
 * @param rebuildMillis how often a payload is built anew while the pool changes
 */
public record EngineConfig(
    String name,
    Bytes extraData,
    long gasLimitTarget,
    int maxWaitingPayloads,
    long maxWaitingBytes,
    int maxPayloadJobs,
    long rebuildMillis) {
  /** What suits a node. */
  public static EngineConfig of(String name) {
    return new EngineConfig(
        name,
        Bytes.wrap("kopi".getBytes(StandardCharsets.US_ASCII)),
        60_000_000,
        512,
        256L << 20,
        16,
        200);
  }
}
