package dev.kopi.apps.deployer.genesis;

import static java.util.Map.entry;

import dev.kopi.apps.deployer.contracts.Contract;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.primitives.Address;
import java.util.Map;
import java.util.TreeMap;

/**
 * The contracts at the fixed addresses of every L2, 0x4200…0000 to 0x4200…07ff.
 *
 * @see <a href="https://specs.optimism.io/protocol/predeploys.html">Predeploys</a>
 */
public final class PredeployLayout {
  /** The number of reserved addresses. */
  public static final int COUNT = 2048;

  public static final int WETH = 0x06;
  public static final int L2_CROSS_DOMAIN_MESSENGER = 0x07;
  public static final int GAS_PRICE_ORACLE = 0x0f;
  public static final int L2_STANDARD_BRIDGE = 0x10;
  public static final int SEQUENCER_FEE_VAULT = 0x11;
  public static final int OPTIMISM_MINTABLE_ERC20_FACTORY = 0x12;
  public static final int L2_ERC721_BRIDGE = 0x14;
  public static final int OPTIMISM_MINTABLE_ERC721_FACTORY = 0x17;
  public static final int PROXY_ADMIN = 0x18;
  public static final int BASE_FEE_VAULT = 0x19;
  public static final int L1_FEE_VAULT = 0x1a;
  public static final int L1_BLOCK = 0x15;
  public static final int OPERATOR_FEE_VAULT = 0x1b;
  public static final int EAS = 0x21;
  public static final int GOVERNANCE_TOKEN = 0x42;

  /** Those behind a proxy, but for interoperability, before Isthmus; by the low bits of address. */
  private static final Map<Integer, Contract> BEDROCK =
      Map.ofEntries(
          entry(0x00, Contract.LEGACY_MESSAGE_PASSER),
          entry(0x02, Contract.DEPLOYER_WHITELIST),
          entry(L2_CROSS_DOMAIN_MESSENGER, Contract.L2_CROSS_DOMAIN_MESSENGER),
          entry(GAS_PRICE_ORACLE, Contract.GAS_PRICE_ORACLE),
          entry(L2_STANDARD_BRIDGE, Contract.L2_STANDARD_BRIDGE),
          entry(SEQUENCER_FEE_VAULT, Contract.SEQUENCER_FEE_VAULT),
          entry(OPTIMISM_MINTABLE_ERC20_FACTORY, Contract.OPTIMISM_MINTABLE_ERC20_FACTORY),
          entry(0x13, Contract.L1_BLOCK_NUMBER),
          entry(L2_ERC721_BRIDGE, Contract.L2_ERC721_BRIDGE),
          entry(L1_BLOCK, Contract.L1_BLOCK),
          entry(0x16, Contract.L2_TO_L1_MESSAGE_PASSER),
          entry(OPTIMISM_MINTABLE_ERC721_FACTORY, Contract.OPTIMISM_MINTABLE_ERC721_FACTORY),
          entry(PROXY_ADMIN, Contract.PROXY_ADMIN),
          entry(BASE_FEE_VAULT, Contract.BASE_FEE_VAULT),
          entry(L1_FEE_VAULT, Contract.L1_FEE_VAULT),
          entry(0x20, Contract.SCHEMA_REGISTRY),
          entry(EAS, Contract.EAS));

  /** What replaces and joins them from Isthmus on; the contracts also serve Jovian and Karst. */
  private static final Map<Integer, Contract> ISTHMUS =
      Map.of(
          GAS_PRICE_ORACLE, Contract.ISTHMUS_GAS_PRICE_ORACLE,
          L1_BLOCK, Contract.ISTHMUS_L1_BLOCK,
          OPERATOR_FEE_VAULT, Contract.OPERATOR_FEE_VAULT);

  private PredeployLayout() {}

  /**
   * The contracts behind a proxy, by the low bits of their address, at a genesis with this fork.
   */
  static Map<Integer, Contract> proxied(OpFork genesis) {
    Map<Integer, Contract> contracts = new TreeMap<>(BEDROCK);
    if (genesis.atLeast(OpFork.ISTHMUS)) {
      contracts.putAll(ISTHMUS);
    }
    return contracts;
  }

  /** The address of a predeploy. */
  public static Address at(int index) {
    return Address.ofWords(0x42000000, 0, index);
  }

  /** The address of the implementation behind a predeploy's proxy. */
  static Address implementationAt(int index) {
    return Address.ofWords(0xc0d3c0d3, 0xc0d3c0d3c0d3c0d3L, 0xc0d3c0d3c0d30000L | index);
  }

  /** Whether the contract has no proxy. */
  static boolean isNotProxied(int index) {
    return index == WETH || index == GOVERNANCE_TOKEN;
  }
}
