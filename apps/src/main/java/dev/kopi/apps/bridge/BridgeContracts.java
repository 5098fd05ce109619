package dev.kopi.apps.bridge;

import dev.kopi.core.primitives.Address;

/**
 * The contracts of the bridge. Those on L1 are looked up from the predeploys of L2.
 *
 * @param l1StandardBridge takes deposits of ether and tokens
 * @param optimismPortal takes proofs of withdrawals
 * @param disputeGameFactory lists the proposals
 */
record BridgeContracts(
    Address l1StandardBridge, Address optimismPortal, Address disputeGameFactory) {
  static final Address L2_STANDARD_BRIDGE = predeploy(0x10);
  static final Address L2_TOKEN_FACTORY = predeploy(0x12);
  static final Address MESSAGE_PASSER = predeploy(0x16);

  private static Address predeploy(int index) {
    return Address.ofWords(0x42000000, 0, index);
  }

  /** Reads the addresses from both chains. */
  static BridgeContracts find(ContractReader l1, ContractReader l2) {
    Address bridge = l2.address(L2_STANDARD_BRIDGE, "otherBridge()");
    Address messenger = l1.address(bridge, "messenger()");
    Address portal = l1.address(messenger, "portal()");
    return new BridgeContracts(bridge, portal, l1.address(portal, "disputeGameFactory()"));
  }
}
