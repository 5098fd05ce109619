package dev.kopi.core.p2p.block;

import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.RollupConfig;

/**
 * What peers must agree on to exchange blocks.
 *
 * @param chainId the L2 chain's id
 * @param genesisNumber the number of the first L2 block
 * @param genesisTimeSeconds its timestamp
 * @param blockTimeSeconds seconds between L2 blocks
 * @param op the fork table
 */
public record GossipChain(
    UInt256 chainId,
    long genesisNumber,
    long genesisTimeSeconds,
    long blockTimeSeconds,
    OpSpec op) {
  /** The part of a rollup's configuration. */
  public static GossipChain of(RollupConfig config) {
    return new GossipChain(
        config.l2ChainId(),
        config.genesisL2().number(),
        config.genesisTimeSeconds(),
        config.blockTimeSeconds(),
        config.op());
  }

  /** The timestamp that a block of this number has. */
  public long timestampSeconds(long number) {
    return genesisTimeSeconds + (number - genesisNumber) * blockTimeSeconds;
  }

  /** Whether a block of this number, read as unsigned, may exist by now. */
  public boolean mayExist(long number, long nowSeconds) {
    return nowSeconds >= genesisTimeSeconds
        && Long.compareUnsigned(number, genesisNumber) >= 0
        && Long.compareUnsigned(
                number, genesisNumber + (nowSeconds - genesisTimeSeconds) / blockTimeSeconds)
            <= 0;
  }
}
