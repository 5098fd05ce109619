package dev.kopi.apps.deployer.plan;

import static dev.kopi.apps.deployer.contracts.Contract.ADDRESS_MANAGER;
import static dev.kopi.apps.deployer.contracts.Contract.ANCHOR_STATE_REGISTRY;
import static dev.kopi.apps.deployer.contracts.Contract.DELAYED_WETH;
import static dev.kopi.apps.deployer.contracts.Contract.DISPUTE_GAME_FACTORY;
import static dev.kopi.apps.deployer.contracts.Contract.FAULT_DISPUTE_GAME;
import static dev.kopi.apps.deployer.contracts.Contract.L1_CHUG_SPLASH_PROXY;
import static dev.kopi.apps.deployer.contracts.Contract.L1_CROSS_DOMAIN_MESSENGER;
import static dev.kopi.apps.deployer.contracts.Contract.L1_ERC721_BRIDGE;
import static dev.kopi.apps.deployer.contracts.Contract.L1_STANDARD_BRIDGE;
import static dev.kopi.apps.deployer.contracts.Contract.MIPS;
import static dev.kopi.apps.deployer.contracts.Contract.OPTIMISM_MINTABLE_ERC20_FACTORY;
import static dev.kopi.apps.deployer.contracts.Contract.OPTIMISM_PORTAL_2;
import static dev.kopi.apps.deployer.contracts.Contract.PERMISSIONED_DISPUTE_GAME;
import static dev.kopi.apps.deployer.contracts.Contract.PREIMAGE_ORACLE;
import static dev.kopi.apps.deployer.contracts.Contract.PROTOCOL_VERSIONS;
import static dev.kopi.apps.deployer.contracts.Contract.PROXY;
import static dev.kopi.apps.deployer.contracts.Contract.PROXY_ADMIN;
import static dev.kopi.apps.deployer.contracts.Contract.RESOLVED_DELEGATE_PROXY;
import static dev.kopi.apps.deployer.contracts.Contract.SUPERCHAIN_CONFIG;
import static dev.kopi.apps.deployer.contracts.Contract.SYSTEM_CONFIG;

import dev.kopi.apps.deployer.contracts.Contract;
import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.apps.deployer.parameters.ChainAccounts;
import dev.kopi.apps.deployer.parameters.FaultProofParameters;
import dev.kopi.apps.deployer.parameters.RollupParameters;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The contracts of a rollup on L1 as an ordered list of transactions of one deployer. Since the
 * address of a new contract follows from its creator's nonce, all addresses are known before the
 * first transaction is sent, and the same plan can be sent to a live chain or executed over a
 * genesis state.
 *
 * <p>The plan has two parts. L2 starts at the L1 block that ends the first part, and the genesis of
 * L2 depends on that block's time. The second part brings the output root of that genesis to L1 as
 * the anchor of the dispute games, and hands the contracts over to their owner.
 *
 * <p>The order and the arguments are those of the deployment script that belongs to this version of
 * the contracts. Implementations are created by the deployer itself rather than through a CREATE2
 * factory, and a system owner is given rather than a new multisig deployed.
 */
public final class DeploymentPlan {
  /** The permissionless dispute game (CANNON). */
  public static final int GAME_TYPE_CANNON = 0;

  /** The dispute game that only the proposer may create (PERMISSIONED_CANNON). */
  public static final int GAME_TYPE_PERMISSIONED = 1;

  private static final int GAME_TYPE_ASTERISC = 2;
  private static final int GAME_TYPE_ALPHABET = 255;

  /** The name of the messenger's implementation in the AddressManager. */
  private static final String MESSENGER_NAME = "OVM_L1CrossDomainMessenger";

  /** Stands for ether where a token is expected. */
  private static final Address ETHER =
      Address.fromHex("0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE");

  // ProxyAdmin.ProxyType.
  private static final int PROXY_TYPE_CHUGSPLASH = 1;
  private static final int PROXY_TYPE_RESOLVED = 2;

  private static final UInt256 MAX_UINT128 = UInt256.ofWords(0, 0, -1, -1);

  private final RollupParameters parameters;
  private final ContractArtifacts artifacts;
  private final Address deployer;
  private final Map<String, Address> addresses = new LinkedHashMap<>();
  private final List<DeploymentStep> beforeGenesis;
  private final long nonceAfterGenesis;

  /**
   * The plan of a rollup.
   *
   * @param parameters what is chosen about the rollup
   * @param artifacts the code of the contracts
   * @param deployer who sends the transactions
   * @param firstNonce the deployer's nonce before the first of them
   */
  public DeploymentPlan(
      RollupParameters parameters, ContractArtifacts artifacts, Address deployer, long firstNonce) {
    this.parameters = parameters;
    this.artifacts = artifacts;
    this.deployer = deployer;
    PlanBuilder steps = new PlanBuilder(artifacts, deployer, firstNonce);
    createAdministration(steps);
    setUpSuperchain(steps);
    createProxies(steps);
    createImplementations(steps);
    initialize(steps);
    beforeGenesis = steps.steps();
    nonceAfterGenesis = steps.nonce();
    // Their addresses do not depend on their arguments.
    createGames(new PlanBuilder(artifacts, deployer, nonceAfterGenesis), Hash.ZERO);
  }

  /** The addresses of all contracts. */
  public L1Contracts contracts() {
    return new L1Contracts(addresses);
  }

  /** The transactions up to the L1 block that L2 starts at. */
  public List<DeploymentStep> beforeGenesis() {
    return beforeGenesis;
  }

  /**
   * The transactions after the genesis of L2 is known.
   *
   * @param outputRoot the output root of the genesis block of L2
   * @param absolutePrestate the commitment to the fault-proof program, with the rollup's
   *     configuration in it
   */
  public List<DeploymentStep> afterGenesis(Hash outputRoot, Hash absolutePrestate) {
    PlanBuilder steps = new PlanBuilder(artifacts, deployer, nonceAfterGenesis);
    createGames(steps, absolutePrestate);
    initializeAnchors(steps, outputRoot);
    registerGames(steps);
    handOver(steps);
    return steps.steps();
  }

  private void createAdministration(PlanBuilder steps) {
    create(steps, ADDRESS_MANAGER);
    create(steps, PROXY_ADMIN, AbiValue.of(deployer));
    steps.call(
        "set the AddressManager of ProxyAdmin",
        proxyAdmin(),
        "setAddressManager(address)",
        AbiValue.of(at(ADDRESS_MANAGER)));
  }

  private void setUpSuperchain(PlanBuilder steps) {
    createProxy(steps, SUPERCHAIN_CONFIG);
    createImplementation(steps, SUPERCHAIN_CONFIG);
    initializeProxy(
        steps,
        SUPERCHAIN_CONFIG,
        "initialize(address,bool)",
        AbiValue.of(parameters.accounts().guardian()),
        AbiValue.of(false));
    createProxy(steps, PROTOCOL_VERSIONS);
    createImplementation(steps, PROTOCOL_VERSIONS);
    // No version is required or recommended.
    initializeProxy(
        steps,
        PROTOCOL_VERSIONS,
        "initialize(address,uint256,uint256)",
        AbiValue.of(parameters.accounts().systemOwner()),
        AbiValue.of(0),
        AbiValue.of(0));
  }

  private void createProxies(PlanBuilder steps) {
    createProxy(steps, OPTIMISM_PORTAL_2);
    createProxy(steps, SYSTEM_CONFIG);
    addresses.put(
        L1_STANDARD_BRIDGE.sourceName(),
        steps.create(
            L1_CHUG_SPLASH_PROXY, "the proxy of L1StandardBridge", AbiValue.of(proxyAdmin())));
    addresses.put(
        L1_CROSS_DOMAIN_MESSENGER.sourceName(),
        steps.create(
            RESOLVED_DELEGATE_PROXY,
            "the proxy of L1CrossDomainMessenger",
            AbiValue.of(at(ADDRESS_MANAGER)),
            AbiValue.of(MESSENGER_NAME)));
    createProxy(steps, OPTIMISM_MINTABLE_ERC20_FACTORY);
    createProxy(steps, L1_ERC721_BRIDGE);
    createProxy(steps, DISPUTE_GAME_FACTORY);
    createProxy(steps, DELAYED_WETH);
    createProxy(steps, ANCHOR_STATE_REGISTRY);
    steps.call(
        "hand AddressManager to ProxyAdmin",
        at(ADDRESS_MANAGER),
        "transferOwnership(address)",
        AbiValue.of(proxyAdmin()));
  }

  private void createImplementations(PlanBuilder steps) {
    FaultProofParameters faultProofs = parameters.faultProofs();
    createImplementation(steps, L1_CROSS_DOMAIN_MESSENGER);
    createImplementation(steps, OPTIMISM_MINTABLE_ERC20_FACTORY);
    createImplementation(steps, SYSTEM_CONFIG);
    createImplementation(steps, L1_STANDARD_BRIDGE);
    createImplementation(steps, L1_ERC721_BRIDGE);
    createImplementation(
        steps,
        OPTIMISM_PORTAL_2,
        AbiValue.of(faultProofs.proofMaturityDelaySeconds()),
        AbiValue.of(faultProofs.disputeGameFinalityDelaySeconds()));
    createImplementation(steps, DISPUTE_GAME_FACTORY);
    createImplementation(
        steps, DELAYED_WETH, AbiValue.of(faultProofs.bondWithdrawalDelaySeconds()));
    create(
        steps,
        PREIMAGE_ORACLE,
        AbiValue.of(faultProofs.preimageMinProposalBytes()),
        AbiValue.of(faultProofs.preimageChallengePeriodSeconds()));
    create(steps, MIPS, AbiValue.of(at(PREIMAGE_ORACLE)));
    createImplementation(steps, ANCHOR_STATE_REGISTRY, AbiValue.of(at(DISPUTE_GAME_FACTORY)));
  }

  private void createGames(PlanBuilder steps, Hash absolutePrestate) {
    create(steps, FAULT_DISPUTE_GAME, gameArguments(GAME_TYPE_CANNON, absolutePrestate));
    AbiValue[] common = gameArguments(GAME_TYPE_PERMISSIONED, absolutePrestate);
    AbiValue[] arguments = Arrays.copyOf(common, common.length + 2);
    arguments[common.length] = AbiValue.of(parameters.accounts().proposer());
    arguments[common.length + 1] = AbiValue.of(parameters.accounts().challenger());
    create(steps, PERMISSIONED_DISPUTE_GAME, arguments);
  }

  private AbiValue[] gameArguments(int gameType, Hash absolutePrestate) {
    FaultProofParameters faultProofs = parameters.faultProofs();
    return new AbiValue[] {
      AbiValue.of(gameType),
      AbiValue.of(absolutePrestate),
      AbiValue.of(faultProofs.maxGameDepth()),
      AbiValue.of(faultProofs.splitDepth()),
      AbiValue.of(faultProofs.clockExtensionSeconds()),
      AbiValue.of(faultProofs.maxClockSeconds()),
      AbiValue.of(at(MIPS)),
      AbiValue.of(at(DELAYED_WETH)),
      AbiValue.of(at(ANCHOR_STATE_REGISTRY)),
      AbiValue.of(parameters.l2ChainId())
    };
  }

  private void initialize(PlanBuilder steps) {
    AbiValue superchainConfig = AbiValue.of(at(SUPERCHAIN_CONFIG));
    AbiValue systemConfig = AbiValue.of(at(SYSTEM_CONFIG));
    AbiValue messenger = AbiValue.of(at(L1_CROSS_DOMAIN_MESSENGER));
    initializeProxy(
        steps,
        OPTIMISM_PORTAL_2,
        "initialize(address,address,address,uint32)",
        AbiValue.of(at(DISPUTE_GAME_FACTORY)),
        systemConfig,
        superchainConfig,
        AbiValue.of(GAME_TYPE_CANNON));
    initializeSystemConfig(steps);
    setProxyType(steps, L1_STANDARD_BRIDGE, PROXY_TYPE_CHUGSPLASH);
    initializeProxy(
        steps,
        L1_STANDARD_BRIDGE,
        "initialize(address,address,address)",
        messenger,
        superchainConfig,
        systemConfig);
    initializeProxy(
        steps, L1_ERC721_BRIDGE, "initialize(address,address)", messenger, superchainConfig);
    initializeProxy(
        steps,
        OPTIMISM_MINTABLE_ERC20_FACTORY,
        "initialize(address)",
        AbiValue.of(at(L1_STANDARD_BRIDGE)));
    setProxyType(steps, L1_CROSS_DOMAIN_MESSENGER, PROXY_TYPE_RESOLVED);
    steps.call(
        "set the implementation name of L1CrossDomainMessenger",
        proxyAdmin(),
        "setImplementationName(address,string)",
        messenger,
        AbiValue.of(MESSENGER_NAME));
    initializeProxy(
        steps,
        L1_CROSS_DOMAIN_MESSENGER,
        "initialize(address,address,address)",
        superchainConfig,
        AbiValue.of(at(OPTIMISM_PORTAL_2)),
        systemConfig);
    initializeProxy(steps, DISPUTE_GAME_FACTORY, "initialize(address)", AbiValue.of(deployer));
    initializeProxy(
        steps,
        DELAYED_WETH,
        "initialize(address,address)",
        AbiValue.of(deployer),
        superchainConfig);
  }

  private void initializeSystemConfig(PlanBuilder steps) {
    ChainAccounts accounts = parameters.accounts();
    // Constants.DEFAULT_RESOURCE_CONFIG()
    AbiValue resourceConfig =
        AbiValue.tuple(
            AbiValue.of(20_000_000),
            AbiValue.of(10),
            AbiValue.of(8),
            AbiValue.of(1_000_000_000),
            AbiValue.of(1_000_000),
            AbiValue.of(MAX_UINT128));
    AbiValue contracts =
        AbiValue.tuple(
            AbiValue.of(at(L1_CROSS_DOMAIN_MESSENGER)),
            AbiValue.of(at(L1_ERC721_BRIDGE)),
            AbiValue.of(at(L1_STANDARD_BRIDGE)),
            AbiValue.of(at(DISPUTE_GAME_FACTORY)),
            AbiValue.of(at(OPTIMISM_PORTAL_2)),
            AbiValue.of(at(OPTIMISM_MINTABLE_ERC20_FACTORY)),
            AbiValue.of(ETHER));
    initializeProxy(
        steps,
        SYSTEM_CONFIG,
        "initialize(address,uint32,uint32,bytes32,uint64,address,"
            + "(uint32,uint8,uint8,uint32,uint32,uint128),address,"
            + "(address,address,address,address,address,address,address))",
        AbiValue.of(accounts.systemOwner()),
        AbiValue.of(parameters.baseFeeScalar()),
        AbiValue.of(parameters.blobBaseFeeScalar()),
        AbiValue.of(accounts.batcher()),
        AbiValue.of(parameters.gasLimit()),
        AbiValue.of(accounts.sequencer()),
        resourceConfig,
        AbiValue.of(parameters.batchInbox()),
        contracts);
  }

  private void initializeAnchors(PlanBuilder steps, Hash outputRoot) {
    List<AbiValue> anchors =
        List.of(
            anchor(GAME_TYPE_CANNON, outputRoot),
            anchor(GAME_TYPE_PERMISSIONED, outputRoot),
            anchor(GAME_TYPE_ALPHABET, outputRoot),
            anchor(GAME_TYPE_ASTERISC, outputRoot));
    initializeProxy(
        steps,
        ANCHOR_STATE_REGISTRY,
        "initialize((uint32,(bytes32,uint256))[],address)",
        AbiValue.array(anchors),
        AbiValue.of(at(SUPERCHAIN_CONFIG)));
  }

  private static AbiValue anchor(int gameType, Hash outputRoot) {
    return AbiValue.tuple(
        AbiValue.of(gameType), AbiValue.tuple(AbiValue.of(outputRoot), AbiValue.of(0)));
  }

  private void registerGames(PlanBuilder steps) {
    Map<Integer, Contract> games =
        new LinkedHashMap<>(Map.of(GAME_TYPE_CANNON, FAULT_DISPUTE_GAME));
    games.put(GAME_TYPE_PERMISSIONED, PERMISSIONED_DISPUTE_GAME);
    games.forEach((gameType, game) -> {
      steps.call(
          "register " + game.sourceName(),
          at(DISPUTE_GAME_FACTORY),
          "setImplementation(uint32,address)",
          AbiValue.of(gameType),
          AbiValue.of(at(game)));
      steps.call(
          "set the bond of " + game.sourceName(),
          at(DISPUTE_GAME_FACTORY),
          "setInitBond(uint32,uint256)",
          AbiValue.of(gameType),
          AbiValue.of(parameters.faultProofs().initBond()));
    });
  }

  private void handOver(PlanBuilder steps) {
    for (Contract contract : List.of(DISPUTE_GAME_FACTORY, DELAYED_WETH, PROXY_ADMIN)) {
      steps.call(
          "transfer the ownership of " + contract.sourceName(),
          at(contract),
          "transferOwnership(address)",
          AbiValue.of(parameters.accounts().systemOwner()));
    }
  }

  private void create(PlanBuilder steps, Contract contract, AbiValue... arguments) {
    String name = contract.sourceName();
    addresses.put(name, steps.create(contract, name, arguments));
  }

  private void createProxy(PlanBuilder steps, Contract contract) {
    String name = contract.sourceName();
    addresses.put(name, steps.create(PROXY, "the proxy of " + name, AbiValue.of(proxyAdmin())));
  }

  private void createImplementation(PlanBuilder steps, Contract contract, AbiValue... arguments) {
    String name = contract.sourceName();
    addresses.put(
        name + L1Contracts.IMPLEMENTATION,
        steps.create(contract, "the implementation of " + name, arguments));
  }

  private void initializeProxy(
      PlanBuilder steps, Contract contract, String signature, AbiValue... arguments) {
    Bytes initializer = AbiEncoder.call(signature, arguments);
    Address implementation = addresses.get(contract.sourceName() + L1Contracts.IMPLEMENTATION);
    if (implementation == null) {
      throw new IllegalStateException(contract.sourceName() + " has no implementation yet");
    }
    steps.call(
        "initialise " + contract.sourceName(),
        proxyAdmin(),
        "upgradeAndCall(address,address,bytes)",
        AbiValue.of(at(contract)),
        AbiValue.of(implementation),
        AbiValue.of(initializer));
  }

  private void setProxyType(PlanBuilder steps, Contract contract, int type) {
    steps.call(
        "set the proxy type of " + contract.sourceName(),
        proxyAdmin(),
        "setProxyType(address,uint8)",
        AbiValue.of(at(contract)),
        AbiValue.of(type));
  }

  private Address proxyAdmin() {
    return at(PROXY_ADMIN);
  }

  private Address at(Contract contract) {
    Address address = addresses.get(contract.sourceName());
    if (address == null) {
      throw new IllegalStateException(contract.sourceName() + " is used before it is created");
    }
    return address;
  }
}
