package dev.kopi.core.derivation.attributes;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.primitives.Address;

/**
 * The contracts that upgrade transactions deploy.
 *
 * @see <a
 *     href="https://specs.optimism.io/protocol/ecotone/derivation.html#network-upgrade-automation-transactions">Ecotone</a>
 * @see <a
 *     href="https://specs.optimism.io/protocol/fjord/derivation.html#network-upgrade-transactions">Fjord</a>
 * @see <a
 *     href="https://specs.optimism.io/protocol/isthmus/derivation.html#network-upgrade-automation-transactions">Isthmus</a>
 * @see <a
 *     href="https://specs.optimism.io/protocol/jovian/derivation.html#network-upgrade-automation-transactions">Jovian</a>
 */
public enum UpgradeCode {
  ECOTONE_L1_BLOCK(OpFork.ECOTONE, "L1 Block", 0, 375_000, UpgradeCode.L1_BLOCK),
  ECOTONE_GAS_PRICE_ORACLE(
      OpFork.ECOTONE, "Gas Price Oracle", 1, 1_000_000, UpgradeCode.GAS_PRICE_ORACLE),
  FJORD_GAS_PRICE_ORACLE(
      OpFork.FJORD, "Gas Price Oracle", 2, 1_450_000, UpgradeCode.GAS_PRICE_ORACLE),
  ISTHMUS_L1_BLOCK(OpFork.ISTHMUS, "L1 Block", 3, 425_000, UpgradeCode.L1_BLOCK),
  ISTHMUS_GAS_PRICE_ORACLE(
      OpFork.ISTHMUS, "Gas Price Oracle", 4, 1_625_000, UpgradeCode.GAS_PRICE_ORACLE),
  ISTHMUS_OPERATOR_FEE_VAULT(
      OpFork.ISTHMUS, "Operator Fee Vault", 5, 500_000, UpgradeCode.OPERATOR_FEE_VAULT),
  JOVIAN_L1_BLOCK(OpFork.JOVIAN, "L1 Block", 6, 447_315, UpgradeCode.L1_BLOCK),
  JOVIAN_GAS_PRICE_ORACLE(
      OpFork.JOVIAN, "Gas Price Oracle", 7, 1_750_714, UpgradeCode.GAS_PRICE_ORACLE);

  private static final String L1_BLOCK = "0x4200000000000000000000000000000000000015";
  private static final String GAS_PRICE_ORACLE = "0x420000000000000000000000000000000000000f";
  private static final String OPERATOR_FEE_VAULT = "0x420000000000000000000000000000000000001b";
  private static final int FIRST_DEPLOYER = 0x42100000;

  private final OpFork fork;
  private final String contract;
  private final Address deployer;
  private final long gasLimit;
  private final Address proxy;

  UpgradeCode(OpFork fork, String contract, int deployer, long gasLimit, String proxy) {
    this.fork = fork;
    this.contract = contract;
    this.deployer = Address.ofWords(FIRST_DEPLOYER, 0, deployer);
    this.gasLimit = gasLimit;
    this.proxy = Address.fromHex(proxy);
  }

  /** The fork that it comes with. */
  public OpFork fork() {
    return fork;
  }

  /** The contract's name in the intent of an upgrade transaction. */
  String contract() {
    return contract;
  }

  /** The account that deploys it, in its first transaction. */
  Address deployer() {
    return deployer;
  }

  /** The gas that its deployment gets. */
  long gasLimit() {
    return gasLimit;
  }

  /** The predeployed proxy that is to use it. */
  Address proxy() {
    return proxy;
  }
}
