package dev.kopi.apps.deployer.genesis;

import dev.kopi.apps.deployer.contracts.Contract;
import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.apps.deployer.parameters.RollupParameters;
import dev.kopi.apps.deployer.plan.L1Contracts;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.WorldState;
import java.util.Map;

/**
 * The accounts that a fresh L2 starts with: predeploys, preinstalls and whoever is given ether.
 * Follows the script L2Genesis that belongs to this version of the contracts: code without
 * immutables is put in place, code with immutables comes out of its constructor, run under the
 * chain id of L2, and initialisers run afterwards.
 */
public final class L2GenesisState {
  /** {@code keccak256("eip1967.proxy.admin") - 1}. */
  private static final UInt256 ADMIN_SLOT =
      UInt256.fromHex("0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103");

  /** {@code keccak256("eip1967.proxy.implementation") - 1}. */
  private static final UInt256 IMPLEMENTATION_SLOT =
      UInt256.fromHex("0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc");

  /** Sends the transactions of the protocol itself. */
  private static final Address DEPOSITOR =
      Address.fromHex("0xDeaDDEaDDeAdDeAdDEAdDEaddeAddEAdDEAd0001");

  private static final int PRECOMPILES = 256;

  // The slots of GovernanceToken.
  private static final UInt256 TOKEN_NAME_SLOT = UInt256.of(3);
  private static final UInt256 TOKEN_SYMBOL_SLOT = UInt256.of(4);
  private static final UInt256 TOKEN_OWNER_SLOT = UInt256.of(10);

  private final RollupParameters parameters;
  private final ContractArtifacts artifacts;
  private final L1Contracts l1;
  private final GenesisEvm evm;
  private final GenesisAccounts accounts = new GenesisAccounts();

  /** The contracts behind proxies, by the low bits of their address. */
  private final Map<Integer, Contract> proxied;

  private L2GenesisState(
      RollupParameters parameters, ContractArtifacts artifacts, L1Contracts l1, Crypto crypto) {
    this.parameters = parameters;
    this.artifacts = artifacts;
    this.l1 = l1;
    this.evm = new GenesisEvm(block(parameters), crypto);
    this.proxied = PredeployLayout.proxied(parameters.forks().genesisFork());
  }

  /** The accounts of the L2 that belongs to these L1 contracts. */
  public static StateDiff of(
      RollupParameters parameters, ContractArtifacts artifacts, L1Contracts l1, Crypto crypto) {
    L2GenesisState state = new L2GenesisState(parameters, artifacts, l1, crypto);
    state.fundPrecompiles();
    state.placeProxies();
    state.placeImplementations();
    state.placeUnproxied();
    state.placePreinstalls();
    state.fundAccounts();
    GenesisView placed = new GenesisView(state.accounts.toAlloc());
    WorldState world = new WorldState(placed);
    state.initialize(world);
    state.activateForks(world);
    return placed.with(world.diff());
  }

  private static BlockContext block(RollupParameters parameters) {
    // The code is put together under the rules of Granite whatever fork the chain starts at.
    Rules rules =
        new Rules(parameters.l2ChainId(), OpFork.GRANITE.execution(), OpFork.GRANITE, null);
    return GenesisEvm.block(rules, 0);
  }

  private void fundPrecompiles() {
    for (int i = 0; i < PRECOMPILES; i++) {
      accounts.addBalance(Address.ofWords(0, 0, i), UInt256.ONE);
    }
  }

  private void placeProxies() {
    Bytes proxy = artifacts.of(Contract.PROXY).runtimeCode();
    UInt256 admin = PredeployLayout.at(PredeployLayout.PROXY_ADMIN).toWord();
    for (int i = 0; i < PredeployLayout.COUNT; i++) {
      if (PredeployLayout.isNotProxied(i)) {
        continue;
      }
      Address address = PredeployLayout.at(i);
      accounts.setCode(address, proxy);
      accounts.setStorage(address, ADMIN_SLOT, admin);
      if (proxied.containsKey(i)) {
        accounts.setStorage(
            address, IMPLEMENTATION_SLOT, PredeployLayout.implementationAt(i).toWord());
      }
    }
  }

  private void placeImplementations() {
    proxied.forEach((index, contract) ->
        accounts.setCode(
            PredeployLayout.implementationAt(index), artifacts.of(contract).runtimeCode()));
    // These have immutables: the nonces are those that the script's creations have.
    constructed(0, PredeployLayout.SEQUENCER_FEE_VAULT, feeVaultArguments());
    constructed(
        1,
        PredeployLayout.OPTIMISM_MINTABLE_ERC721_FACTORY,
        AbiValue.of(PredeployLayout.at(PredeployLayout.L2_ERC721_BRIDGE)),
        AbiValue.of(parameters.l1ChainId()));
    constructed(2, PredeployLayout.BASE_FEE_VAULT, feeVaultArguments());
    constructed(3, PredeployLayout.L1_FEE_VAULT, feeVaultArguments());
    constructed(4, PredeployLayout.EAS);
    if (proxied.containsKey(PredeployLayout.OPERATOR_FEE_VAULT)) {
      constructed(6, PredeployLayout.OPERATOR_FEE_VAULT, feeVaultArguments());
    }
    // ProxyAdmin has no initializer.
    UInt256 owner = parameters.accounts().systemOwner().toWord();
    accounts.setStorage(PredeployLayout.at(PredeployLayout.PROXY_ADMIN), UInt256.ZERO, owner);
    accounts.setStorage(
        PredeployLayout.implementationAt(PredeployLayout.PROXY_ADMIN), UInt256.ZERO, owner);
  }

  private AbiValue[] feeVaultArguments() {
    return new AbiValue[] {
      AbiValue.of(parameters.accounts().feeRecipient()),
      AbiValue.of(parameters.feeVaultMinimumWithdrawal()),
      AbiValue.of(parameters.feeVaultsWithdrawToL1() ? 0 : 1)
    };
  }

  private void constructed(int nonce, int index, AbiValue... arguments) {
    Contract contract = proxied.get(index);
    if (contract == null) {
      throw new IllegalStateException("no predeploy has the index " + index);
    }
    Bytes code = evm.construct(artifacts.of(contract), nonce, arguments).code();
    accounts.setCode(PredeployLayout.implementationAt(index), code);
  }

  private void placeUnproxied() {
    accounts.setCode(
        PredeployLayout.at(PredeployLayout.WETH), artifacts.of(Contract.WETH).runtimeCode());
    Address token = PredeployLayout.at(PredeployLayout.GOVERNANCE_TOKEN);
    GenesisEvm.Constructed made = evm.construct(artifacts.of(Contract.GOVERNANCE_TOKEN), 5);
    accounts.setCode(token, made.code());
    accounts.setStorage(token, TOKEN_NAME_SLOT, made.storage(TOKEN_NAME_SLOT));
    accounts.setStorage(token, TOKEN_SYMBOL_SLOT, made.storage(TOKEN_SYMBOL_SLOT));
    accounts.setStorage(token, TOKEN_OWNER_SLOT, parameters.accounts().systemOwner().toWord());
  }

  private void placePreinstalls() {
    artifacts
        .preinstalls()
        .forEach((name, preinstall) -> {
          // The nonces are those that usual creations leave; those of the senders of the EIP-4788
          // and EIP-2935 transactions keep upgrades from creating the contracts again.
          accounts.setNonce(preinstall.address(), 1);
          Bytes code = PreinstallCode.on(parameters.l2ChainId(), name, preinstall);
          if (!code.isEmpty()) {
            accounts.setCode(preinstall.address(), code);
          }
        });
  }

  private void fundAccounts() {
    parameters.l2Accounts().forEach(accounts::addBalance);
  }

  private void initialize(WorldState world) {
    initialize(
        world,
        PredeployLayout.L2_CROSS_DOMAIN_MESSENGER,
        Address.ZERO,
        l1.of("L1CrossDomainMessenger"));
    initialize(world, PredeployLayout.L2_STANDARD_BRIDGE, Address.ZERO, l1.of("L1StandardBridge"));
    initialize(world, PredeployLayout.L2_ERC721_BRIDGE, Address.ZERO, l1.of("L1ERC721Bridge"));
    initialize(
        world,
        PredeployLayout.OPTIMISM_MINTABLE_ERC20_FACTORY,
        Address.ZERO,
        PredeployLayout.at(PredeployLayout.L2_STANDARD_BRIDGE));
  }

  private void initialize(WorldState world, int index, Address ofImplementation, Address ofProxy) {
    String signature = "initialize(address)";
    evm.call(
        world,
        DEPOSITOR,
        PredeployLayout.implementationAt(index),
        AbiEncoder.call(signature, AbiValue.of(ofImplementation)));
    evm.call(
        world,
        DEPOSITOR,
        PredeployLayout.at(index),
        AbiEncoder.call(signature, AbiValue.of(ofProxy)));
  }

  /** Upgrade transactions switch GasPriceOracle at a fork; a fork at genesis has none. */
  private void activateForks(WorldState world) {
    Address oracle = PredeployLayout.at(PredeployLayout.GAS_PRICE_ORACLE);
    if (parameters.atGenesis(OpFork.ECOTONE)) {
      evm.call(world, DEPOSITOR, oracle, AbiEncoder.call("setEcotone()"));
    }
    if (parameters.atGenesis(OpFork.FJORD)) {
      evm.call(world, DEPOSITOR, oracle, AbiEncoder.call("setFjord()"));
    }
    if (parameters.atGenesis(OpFork.ISTHMUS)) {
      evm.call(world, DEPOSITOR, oracle, AbiEncoder.call("setIsthmus()"));
    }
    if (parameters.atGenesis(OpFork.JOVIAN)) {
      evm.call(world, DEPOSITOR, oracle, AbiEncoder.call("setJovian()"));
    }
  }
}
