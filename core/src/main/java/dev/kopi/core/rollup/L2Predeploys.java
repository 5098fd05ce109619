package dev.kopi.core.rollup;

import dev.kopi.core.primitives.Address;

/**
 * The contracts of L2 that the protocol itself reads.
 *
 * @see <a href="https://specs.optimism.io/protocol/predeploys.html">Predeploys</a>
 */
public final class L2Predeploys {
  /** Holds the messages that are sent to L1. */
  public static final Address L2_TO_L1_MESSAGE_PASSER =
      Address.fromHex("0x4200000000000000000000000000000000000016");

  private L2Predeploys() {}
}
