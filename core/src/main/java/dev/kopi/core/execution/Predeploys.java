package dev.kopi.core.execution;

import dev.kopi.core.primitives.Address;

/**
 * The contracts of an L2 that the protocol itself knows.
 *
 * @see <a href="https://specs.optimism.io/protocol/predeploys.html">Predeploys</a>
 */
public final class Predeploys {
  /** Holds the messages to L1. */
  public static final Address L2_TO_L1_MESSAGE_PASSER =
      Address.fromHex("0x4200000000000000000000000000000000000016");

  /** Deploys contracts at addresses that do not depend on the sender; put in place by Canyon. */
  public static final Address CREATE2_DEPLOYER =
      Address.fromHex("0x13b0D85CcB8bf860b6b79AF3029fCA081AE9beF2");

  private Predeploys() {}
}
