package dev.kopi.core.execution;

import dev.kopi.core.primitives.Address;

/**
 * The L2 contracts that execution refers to.
 *
 * @see <a href="https://specs.optimism.io/protocol/predeploys.html">Predeploys</a>
 */
public final class Predeploys {
  /** Holds the L1 attributes, fee parameters included. */
  public static final Address L1_BLOCK =
      Address.fromHex("0x4200000000000000000000000000000000000015");

  /** Receives the base fee. */
  public static final Address BASE_FEE_VAULT =
      Address.fromHex("0x4200000000000000000000000000000000000019");

  /** Receives the L1 fee. */
  public static final Address L1_FEE_VAULT =
      Address.fromHex("0x420000000000000000000000000000000000001A");

  /** Receives the operator fee (Isthmus). */
  public static final Address OPERATOR_FEE_VAULT =
      Address.fromHex("0x420000000000000000000000000000000000001b");

  /** Holds the messages to L1. */
  public static final Address L2_TO_L1_MESSAGE_PASSER =
      Address.fromHex("0x4200000000000000000000000000000000000016");

  /** The deterministic deployment proxy; deployed by Canyon. */
  public static final Address CREATE2_DEPLOYER =
      Address.fromHex("0x13b0D85CcB8bf860b6b79AF3029fCA081AE9beF2");

  private Predeploys() {}
}
