package dev.kopi.apps.deployer.contracts;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The releases of the contracts that Kopi deploys, as what their constructors and initializers
 * take. A release whose contracts take anything else is deployed in another way.
 */
final class DeploymentKind {
  /** The one that is known. */
  static final String KNOWN =
      "op-contracts 1.6 to 1.8: one SuperchainConfig for each chain, OptimismPortal2 over a"
          + " DisputeGameFactory, initializers called through ProxyAdmin";

  /**
   * What a contract takes.
   *
   * @param constructor the types of its constructor's arguments
   * @param initializer the types of its initializer's arguments, or null for no initializer
   */
  record Shape(String constructor, @Nullable String initializer) {}

  private static final Map<Contract, Shape> SHAPES = shapes();

  private DeploymentKind() {}

  /** The contracts of a release, with what they take. */
  static Map<Contract, Shape> contracts() {
    return SHAPES;
  }

  private static Map<Contract, Shape> shapes() {
    Map<Contract, Shape> shapes = new EnumMap<>(Contract.class);
    for (Contract contract : Contract.values()) {
      Shape shape = shape(contract);
      if (shape != null) {
        shapes.put(contract, shape);
      }
    }
    return Collections.unmodifiableMap(shapes);
  }

  private static @Nullable Shape shape(Contract contract) {
    return switch (contract) {
      case ADDRESS_MANAGER,
          LEGACY_MESSAGE_PASSER,
          DEPLOYER_WHITELIST,
          WETH,
          GAS_PRICE_ORACLE,
          L1_BLOCK_NUMBER,
          L1_BLOCK,
          L2_TO_L1_MESSAGE_PASSER,
          SCHEMA_REGISTRY,
          EAS,
          GOVERNANCE_TOKEN ->
          new Shape("()", null);
      case PROXY_ADMIN, PROXY, L1_CHUG_SPLASH_PROXY, MIPS -> new Shape("(address)", null);
      case RESOLVED_DELEGATE_PROXY -> new Shape("(address,string)", null);
      case SUPERCHAIN_CONFIG -> new Shape("()", "(address,bool)");
      case PROTOCOL_VERSIONS -> new Shape("()", "(address,uint256,uint256)");
      case OPTIMISM_PORTAL_2 -> new Shape("(uint256,uint256)", "(address,address,address,uint32)");
      case L1_CROSS_DOMAIN_MESSENGER, L1_STANDARD_BRIDGE ->
          new Shape("()", "(address,address,address)");
      case L1_ERC721_BRIDGE -> new Shape("()", "(address,address)");
      case OPTIMISM_MINTABLE_ERC20_FACTORY,
          DISPUTE_GAME_FACTORY,
          L2_CROSS_DOMAIN_MESSENGER,
          L2_STANDARD_BRIDGE,
          L2_ERC721_BRIDGE ->
          new Shape("()", "(address)");
      case ANCHOR_STATE_REGISTRY ->
          new Shape("(address)", "((uint32,(bytes32,uint256))[],address)");
      case DELAYED_WETH -> new Shape("(uint256)", "(address,address)");
      case PREIMAGE_ORACLE -> new Shape("(uint256,uint256)", null);
      case OPTIMISM_MINTABLE_ERC721_FACTORY -> new Shape("(address,uint256)", null);
      case SEQUENCER_FEE_VAULT, BASE_FEE_VAULT, L1_FEE_VAULT ->
          new Shape("(address,uint256,uint8)", null);
      // Kopi's own in every deployment, or of no deployment.
      case SYSTEM_CONFIG,
          FAULT_DISPUTE_GAME,
          PERMISSIONED_DISPUTE_GAME,
          ALPHABET_VM,
          FAULT_DISPUTE_GAME_1_3,
          FAULT_DISPUTE_GAME_1_2,
          PREIMAGE_ORACLE_1_0,
          ISTHMUS_L1_BLOCK,
          ISTHMUS_GAS_PRICE_ORACLE,
          OPERATOR_FEE_VAULT ->
          null;
    };
  }
}
