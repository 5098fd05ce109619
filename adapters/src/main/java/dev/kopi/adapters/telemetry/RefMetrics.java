package dev.kopi.adapters.telemetry;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import io.prometheus.metrics.core.metrics.Gauge;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The block references of a service: {@code refs_number{layer, type}} and the like. */
public final class RefMetrics {
  private final Gauge number;
  private final Gauge time;
  private final Gauge latency;
  private final Gauge sequenceNumber;
  private final Gauge hash;
  private final Map<String, Hash> seen = new ConcurrentHashMap<>();

  /** Registers the metrics. */
  public RefMetrics(Metrics metrics) {
    String what = "Gauge representing the different L1/L2 reference block ";
    number = metrics.gauge("refs_number", what + "numbers", "layer", "type");
    time = metrics.gauge("refs_time", what + "timestamps", "layer", "type");
    latency =
        metrics.gauge(
            "refs_latency", what + "timestamps minus current time, in seconds", "layer", "type");
    hash = metrics.gauge("refs_hash", what + "hashes truncated to float values", "layer", "type");
    sequenceNumber =
        metrics.gauge(
            "refs_seqnr", "Gauge representing the different L2 reference sequence numbers", "type");
  }

  /** Records an L1 block; null is ignored. */
  public void record(String type, L1BlockRef ref) {
    if (!ref.hash().isZero()) {
      record("l1", type, ref.hash(), ref.number(), ref.timestampSeconds());
    }
  }

  /** Records an L2 block; null is ignored. */
  public void record(String type, L2BlockRef ref) {
    if (!ref.hash().isZero()) {
      record("l2", type, ref.hash(), ref.number(), ref.timestampSeconds());
      sequenceNumber.labelValues(type).set(ref.sequenceNumber());
    }
  }

  private void record(String layer, String type, Hash id, long height, long timestampSeconds) {
    number.labelValues(layer, type).set(height);
    time.labelValues(layer, type).set(timestampSeconds);
    if (!id.equals(seen.put(type, id))) {
      latency.labelValues(layer, type).set(timestampSeconds - System.currentTimeMillis() / 1000.0);
    }
    // The first eight bytes in little-endian order, so that a graph shows where hashes differ.
    long first = 0;
    byte[] bytes = id.toArray();
    for (int i = 7; i >= 0; i--) {
      first = first << 8 | (bytes[i] & 0xffL);
    }
    hash.labelValues(layer, type).set((first >>> 1) * 2.0 + (first & 1));
  }
}
