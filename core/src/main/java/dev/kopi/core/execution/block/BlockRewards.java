package dev.kopi.core.execution.block;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.WorldState;
import java.util.List;

/** The rewards of the proof-of-work era (Yellow Paper, 11.3). */
final class BlockRewards {
  private static final UInt256 ETHER = UInt256.of(1_000_000_000_000_000_000L);
  private static final long UNCLE_DIVISOR = 8;
  private static final long NEPHEW_DIVISOR = 32;

  private BlockRewards() {}

  /**
   * Pays the block's beneficiary, a thirty-second more for each uncle, and the uncles' by their
   * age.
   */
  static void pay(WorldState world, UInt256 reward, Header header, List<Header> uncles) {
    UInt256 total = reward;
    for (Header uncle : uncles) {
      long weight = UNCLE_DIVISOR + uncle.number() - header.number();
      UInt256 share = reward.multiply(UInt256.of(weight)).divide(UInt256.of(UNCLE_DIVISOR));
      world.addBalance(world.account(uncle.beneficiary()), share);
      total = total.add(reward.divide(UInt256.of(NEPHEW_DIVISOR)));
    }
    world.addBalance(world.account(header.beneficiary()), total);
  }

  /** The reward of a block without uncles, in wei. */
  static UInt256 base(Rules rules) {
    return ETHER.multiply(UInt256.of(ethers(rules)));
  }

  private static long ethers(Rules rules) {
    if (rules.has(Fork.CONSTANTINOPLE)) {
      return 2;
    }
    return rules.has(Fork.BYZANTIUM) ? 3 : 5;
  }
}
