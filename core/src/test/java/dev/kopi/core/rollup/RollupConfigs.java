package dev.kopi.core.rollup;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.EnumMap;
import java.util.Map;

/** Rollup configurations and block references for tests. */
final class RollupConfigs {
  private RollupConfigs() {}

  /**
   * L2 blocks every 2 seconds from 1,000 on, drift 600; each fork up to {@code newest} at genesis.
   */
  static RollupConfig upTo(OpFork newest) {
    Map<OpFork, Long> forks = new EnumMap<>(OpFork.class);
    for (OpFork fork : OpFork.values()) {
      if (newest.atLeast(fork)) {
        forks.put(fork, 0L);
      }
    }
    return with(forks);
  }

  static RollupConfig with(Map<OpFork, Long> forks) {
    return new RollupConfig(
        UInt256.of(900),
        UInt256.of(901),
        new BlockId(hash(1, 100), 100),
        new BlockId(hash(2, 0), 0),
        1000,
        new SystemConfig(Address.ZERO, Hash.ZERO, Hash.ZERO, 30_000_000, 0, 0, 0, 0, 0, 0),
        2,
        600,
        3600,
        300,
        Address.ZERO,
        Address.ZERO,
        Address.ZERO,
        new OpSpec(forks, 6, 50, 250),
        null,
        null);
  }

  static Hash hash(long kind, long number) {
    return Hash.ofWords(kind, 0, 0, number);
  }

  static L1BlockRef l1(long number, long time) {
    return new L1BlockRef(hash(1, number), number, hash(1, number - 1), time);
  }

  static L2BlockRef l2(long number, long time, L1BlockRef origin) {
    return new L2BlockRef(hash(2, number), number, hash(2, number - 1), time, origin.id(), 0);
  }
}
