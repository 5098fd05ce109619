package dev.kopi.apps.deployer.contracts;

/**
 * The contracts that a deployment is made of, by the names of their sources. They come from the npm
 * package {@code @eth-optimism/contracts-bedrock}, or are Kopi's own where later forks need more.
 */
public enum Contract {
  // On L1.
  ADDRESS_MANAGER("AddressManager"),
  PROXY_ADMIN("ProxyAdmin"),
  PROXY("Proxy"),
  RESOLVED_DELEGATE_PROXY("ResolvedDelegateProxy"),
  L1_CHUG_SPLASH_PROXY("L1ChugSplashProxy"),
  SUPERCHAIN_CONFIG("SuperchainConfig"),
  PROTOCOL_VERSIONS("ProtocolVersions"),
  SYSTEM_CONFIG("SystemConfig", Origin.KOPI),
  OPTIMISM_PORTAL_2("OptimismPortal2"),
  L1_CROSS_DOMAIN_MESSENGER("L1CrossDomainMessenger"),
  L1_STANDARD_BRIDGE("L1StandardBridge"),
  L1_ERC721_BRIDGE("L1ERC721Bridge"),
  OPTIMISM_MINTABLE_ERC20_FACTORY("OptimismMintableERC20Factory"),
  DISPUTE_GAME_FACTORY("DisputeGameFactory", Origin.DISPUTES),
  ANCHOR_STATE_REGISTRY("AnchorStateRegistry", Origin.DISPUTES),
  DELAYED_WETH("DelayedWETH", Origin.DISPUTES),
  PREIMAGE_ORACLE("PreimageOracle", Origin.DISPUTES),
  MIPS("MIPS", Origin.DISPUTES),
  FAULT_DISPUTE_GAME("FaultDisputeGame", Origin.KOPI),
  PERMISSIONED_DISPUTE_GAME("PermissionedDisputeGame", Origin.KOPI),

  /** A virtual machine with two states, for games that are played in tests. */
  ALPHABET_VM("AlphabetVM", Origin.DISPUTES),

  /** The audited game that Kopi's is derived from; the model of the game is compared with both. */
  FAULT_DISPUTE_GAME_1_3("FaultDisputeGame", Origin.DISPUTES),

  /** The game before its audit, which the model of the game is compared with. */
  FAULT_DISPUTE_GAME_1_2("FaultDisputeGame", Origin.BEDROCK),

  /** The pre-image oracle of that game. */
  PREIMAGE_ORACLE_1_0("PreimageOracle", Origin.BEDROCK),

  // On L2; ProxyAdmin, Proxy and OptimismMintableERC20Factory serve there too.
  LEGACY_MESSAGE_PASSER("LegacyMessagePasser"),
  DEPLOYER_WHITELIST("DeployerWhitelist"),
  WETH("WETH"),
  L2_CROSS_DOMAIN_MESSENGER("L2CrossDomainMessenger"),
  GAS_PRICE_ORACLE("GasPriceOracle"),
  L2_STANDARD_BRIDGE("L2StandardBridge"),
  SEQUENCER_FEE_VAULT("SequencerFeeVault"),
  L1_BLOCK_NUMBER("L1BlockNumber"),
  L2_ERC721_BRIDGE("L2ERC721Bridge"),
  L1_BLOCK("L1Block"),
  L2_TO_L1_MESSAGE_PASSER("L2ToL1MessagePasser"),
  OPTIMISM_MINTABLE_ERC721_FACTORY("OptimismMintableERC721Factory"),
  BASE_FEE_VAULT("BaseFeeVault"),
  L1_FEE_VAULT("L1FeeVault"),
  SCHEMA_REGISTRY("SchemaRegistry"),
  EAS("EAS"),
  GOVERNANCE_TOKEN("GovernanceToken"),

  // On an L2 that starts at Isthmus or later.
  ISTHMUS_L1_BLOCK("L1Block", Origin.KOPI),
  ISTHMUS_GAS_PRICE_ORACLE("GasPriceOracle", Origin.KOPI),
  OPERATOR_FEE_VAULT("OperatorFeeVault", Origin.KOPI);

  /** The package that a contract comes from. */
  enum Origin {
    /** {@code @eth-optimism/contracts-bedrock}. */
    BEDROCK,
    /** None: they are compiled from Kopi's own sources. */
    KOPI,
    /** {@code @tokamak-network/thanos-contracts}: the dispute contracts of op-contracts/v1.6.0. */
    DISPUTES
  }

  private final String sourceName;
  private final Origin origin;

  Contract(String sourceName) {
    this(sourceName, Origin.BEDROCK);
  }

  Contract(String sourceName, Origin origin) {
    this.sourceName = sourceName;
    this.origin = origin;
  }

  /** The package that it comes from. */
  Origin origin() {
    return origin;
  }

  /** The name in the sources and in the artifacts. */
  public String sourceName() {
    return sourceName;
  }
}
