package dev.kopi.core.proof;

import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.proof.config.ChainSpecReader;
import dev.kopi.core.proof.config.RollupConfigReader;
import dev.kopi.core.rollup.RollupConfig;

/**
 * The configurations of a rollup and its two chains.
 *
 * @param rollup the rollup
 * @param l1 the rules of L1
 * @param l2 the rules of L2
 */
public record ChainConfigs(RollupConfig rollup, ChainSpec l1, ChainSpec l2) {
  /**
   * From the JSON that op-node and op-geth read.
   *
   * @throws DecodeException when one is malformed, or they belong to different chains
   */
  public static ChainConfigs read(Bytes rollupJson, Bytes l1Json, Bytes l2Json) {
    RollupConfig rollup = RollupConfigReader.read(rollupJson);
    ChainSpec l1 = ChainSpecReader.read(l1Json);
    ChainSpec l2 = ChainSpecReader.read(l2Json);
    if (!l1.chainId().equals(rollup.l1ChainId()) || !l2.chainId().equals(rollup.l2ChainId())) {
      throw new DecodeException(
          "configurations of chains "
              + l1.chainId()
              + " and "
              + l2.chainId()
              + " for the rollup "
              + rollup.l2ChainId()
              + " on "
              + rollup.l1ChainId());
    }
    if (l2.op() == null) {
      throw new DecodeException("the configuration of L2 is not that of an OP Stack chain");
    }
    return new ChainConfigs(rollup, l1, l2);
  }
}
