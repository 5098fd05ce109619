package dev.kopi.core.rollup;

import dev.kopi.core.chain.spec.OpFork;

/**
 * Which version of an Engine API method fits an L2 block.
 *
 * @see <a href="https://specs.optimism.io/protocol/exec-engine.html#engine-api">Engine API</a>
 */
public final class EngineVersions {
  /** The version of a forkchoice update without attributes. */
  public static final int FORKCHOICE_ONLY = 3;

  private EngineVersions() {}

  /** {@code engine_forkchoiceUpdated} with attributes for a block of this time. */
  public static int forkchoiceUpdated(RollupConfig config, long timestampSeconds) {
    if (config.isActive(OpFork.ECOTONE, timestampSeconds)) {
      return 3;
    }
    return config.isActive(OpFork.CANYON, timestampSeconds) ? 2 : 1;
  }

  /** {@code engine_newPayload}. */
  public static int newPayload(RollupConfig config, long timestampSeconds) {
    if (config.isActive(OpFork.ISTHMUS, timestampSeconds)) {
      return 4;
    }
    return config.isActive(OpFork.ECOTONE, timestampSeconds) ? 3 : 2;
  }

  /** {@code engine_getPayload}. */
  public static int getPayload(RollupConfig config, long timestampSeconds) {
    if (config.isActive(OpFork.KARST, timestampSeconds)) {
      return 5;
    }
    if (config.isActive(OpFork.ISTHMUS, timestampSeconds)) {
      return 4;
    }
    return config.isActive(OpFork.ECOTONE, timestampSeconds) ? 3 : 2;
  }
}
