package dev.kopi.core.p2p.block;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.primitives.UInt256;

/**
 * The versions of a gossiped block. Each has a topic of its own.
 *
 * @see <a href="https://specs.optimism.io/protocol/rollup-node-p2p.html#gossip-topics">Gossip
 *     topics</a>
 */
public enum BlockVersion {
  /** Up to Regolith. */
  V1,
  /** Canyon and Delta: withdrawals. */
  V2,
  /** Ecotone to Holocene: blob fields, the parent beacon block root. */
  V3,
  /** Isthmus and later: the withdrawals root. */
  V4;

  /** The version of a block of this time. */
  public static BlockVersion at(OpSpec op, long timestampSeconds) {
    if (op.isActive(OpFork.ISTHMUS, timestampSeconds)) {
      return V4;
    }
    if (op.isActive(OpFork.ECOTONE, timestampSeconds)) {
      return V3;
    }
    return op.isActive(OpFork.CANYON, timestampSeconds) ? V2 : V1;
  }

  /** The gossip topic of a chain. */
  public String topic(UInt256 chainId) {
    return "/optimism/" + chainId.toBigInteger() + "/" + ordinal() + "/blocks";
  }

  boolean hasWithdrawals() {
    return compareTo(V2) >= 0;
  }

  /** Whether the payload follows the parent beacon block root. */
  public boolean hasBeaconRoot() {
    return compareTo(V3) >= 0;
  }

  boolean hasWithdrawalsRoot() {
    return this == V4;
  }
}
