package dev.kopi.core.proof;

import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.proof.source.OracleL1;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;

/**
 * Fills in the hash of the L1 block that a rollup starts from, where a configuration leaves it out:
 * it is the L1 head's ancestor of that height.
 */
final class L1Genesis {
  private L1Genesis() {}

  /**
   * The rollup with the hash, if derivation from a block can come to use it. It goes back a channel
   * timeout before the block's origin at most; far from genesis the walk there would be long.
   *
   * @throws DecodeException when L1 is shorter than that
   */
  static RollupConfig resolve(RollupConfig config, OracleL1 l1, L2BlockRef start) {
    BlockId genesis = config.genesisL1();
    long reach = Math.max(config.channelTimeoutBedrock(), RollupConfig.CHANNEL_TIMEOUT_GRANITE);
    if (!genesis.hash().isZero() || start.l1Origin().number() - genesis.number() > reach) {
      return config;
    }
    L1BlockRef block = l1.blockByNumber(genesis.number());
    if (block == null) {
      throw new DecodeException(
          "the L1 head "
              + l1.head().id()
              + " is before L1 block "
              + genesis.number()
              + ", which the rollup starts from");
    }
    return config.withGenesisL1(block.id());
  }
}
