package dev.kopi.services.engine;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.services.engine.payload.PayloadJobs;
import java.nio.charset.StandardCharsets;

/**
 * The configuration of an engine.
 *
 * @param name for its threads and logs
 * @param extraData of blocks built under L1 rules, at most 32 bytes
 * @param gasLimitTarget the gas limit that blocks built under L1 rules move towards
 * @param maxWaitingPayloads the limit on kept payloads with unknown parents
 * @param maxWaitingBytes the limit on their memory
 * @param payloads the limits on payloads that are being built or can be fetched
 */
public record EngineConfig(
    String name,
    Bytes extraData,
    long gasLimitTarget,
    int maxWaitingPayloads,
    long maxWaitingBytes,
    PayloadJobs.Limits payloads) {
  private static final long MIB = 1L << 20;
  private static final int MIN_JOBS = 3;

  /** The defaults: less is kept where the heap is small. */
  public static EngineConfig of(String name) {
    long heap = Runtime.getRuntime().maxMemory();
    PayloadJobs.Limits jobs = PayloadJobs.Limits.DEFAULT;
    return new EngineConfig(
        name,
        Bytes.wrap("kopi".getBytes(StandardCharsets.US_ASCII)),
        60_000_000,
        512,
        Math.clamp(heap / 8, 16 * MIB, 256 * MIB),
        jobs.withMaxJobs(Math.clamp(heap / (64 * MIB), MIN_JOBS, jobs.maxJobs())));
  }
}
