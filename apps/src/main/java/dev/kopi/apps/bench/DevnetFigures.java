package dev.kopi.apps.bench;

import dev.kopi.adapters.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was measured of a devnet. Times count from the start of its process.
 *
 * @param upMillis until every RPC answers
 * @param upCpuMillis the processor time spent until then; -1 when not measured
 * @param firstBlockMillis until the sequencer has its first block
 * @param firstSafeMillis until the verifier has a block with a user's transaction as safe
 * @param peakMegabytes the peak of resident memory; -1 when not available
 * @param idleCores processor time per time without requests; NaN when not measured
 */
public record DevnetFigures(
    long upMillis,
    long upCpuMillis,
    long firstBlockMillis,
    long firstSafeMillis,
    long peakMegabytes,
    double idleCores) {

  /** The reference's devnet, op-up, on a machine with 2 cores. */
  public static final DevnetFigures OP_UP = new DevnetFigures(1400, -1, 3300, 12_800, 285, 1.1);

  /** The form for scripts. */
  public ObjectNode toJson() {
    return Json.object()
        .put("upMs", upMillis)
        .put("upCpuMs", upCpuMillis)
        .put("firstBlockMs", firstBlockMillis)
        .put("firstSafeMs", firstSafeMillis)
        .put("peakMb", peakMegabytes)
        .put("idleCores", idleCores);
  }
}
