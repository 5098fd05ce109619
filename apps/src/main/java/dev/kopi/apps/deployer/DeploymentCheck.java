package dev.kopi.apps.deployer;

import dev.kopi.apps.deployer.genesis.PredeployLayout;
import dev.kopi.apps.deployer.parameters.FaultProofParameters;
import dev.kopi.apps.deployer.parameters.RollupParameters;
import dev.kopi.apps.deployer.plan.DeploymentPlan;
import dev.kopi.apps.deployer.plan.L1Contracts;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;

/** Checks by calls whether deployed contracts are configured as intended. */
public final class DeploymentCheck {
  /** Asks a contract, without changing anything. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Calls a contract.
     *
     * @return what it returned; empty when there is no contract
     */
    Bytes call(Address contract, Bytes callData);
  }

  private final Reader reader;
  private final RollupParameters parameters;
  private final L1Contracts contracts;
  private final List<String> problems = new ArrayList<>();

  private DeploymentCheck(Reader reader, RollupParameters parameters, L1Contracts contracts) {
    this.reader = reader;
    this.parameters = parameters;
    this.contracts = contracts;
  }

  /**
   * Checks owners, accounts, links between contracts, delays and games.
   *
   * @param outputRoot the output root of the genesis of L2
   * @param absolutePrestate that of the dispute games
   * @return what is not as it should be, in words
   */
  public static List<String> problems(
      Reader reader,
      RollupParameters parameters,
      L1Contracts contracts,
      Hash outputRoot,
      Hash absolutePrestate) {
    DeploymentCheck check = new DeploymentCheck(reader, parameters, contracts);
    check.checkOwnership();
    check.checkSystemConfig();
    check.checkPortal();
    check.checkBridges();
    check.checkGames(outputRoot, absolutePrestate);
    return List.copyOf(check.problems);
  }

  private void checkOwnership() {
    UInt256 owner = parameters.accounts().systemOwner().toWord();
    for (String name :
        List.of(
            "ProxyAdmin",
            "SystemConfig",
            "ProtocolVersions",
            "DisputeGameFactory",
            "DelayedWETH")) {
      expect(name, "owner()", owner);
    }
    expect("AddressManager", "owner()", "ProxyAdmin");
    expect("ProxyAdmin", "addressManager()", "AddressManager");
    contracts
        .byName()
        .forEach((name, address) -> {
          String implementation = name + L1Contracts.IMPLEMENTATION;
          if (contracts.byName().containsKey(implementation)) {
            expect(
                "ProxyAdmin",
                "getProxyImplementation(address)",
                contracts.of(implementation).toWord(),
                AbiValue.of(address));
            expect(
                "ProxyAdmin",
                "getProxyAdmin(address)",
                contracts.of("ProxyAdmin").toWord(),
                AbiValue.of(address));
          }
        });
    expect("SuperchainConfig", "guardian()", parameters.accounts().guardian().toWord());
    expect("SuperchainConfig", "paused()", UInt256.ZERO);
  }

  private void checkSystemConfig() {
    String name = "SystemConfig";
    expect(name, "batcherHash()", parameters.accounts().batcher().toWord());
    expect(name, "unsafeBlockSigner()", parameters.accounts().sequencer().toWord());
    expect(name, "batchInbox()", parameters.batchInbox().toWord());
    expect(name, "gasLimit()", UInt256.of(parameters.gasLimit()));
    expect(name, "basefeeScalar()", UInt256.of(parameters.baseFeeScalar()));
    expect(name, "blobbasefeeScalar()", UInt256.of(parameters.blobBaseFeeScalar()));
    expect(name, "l1CrossDomainMessenger()", "L1CrossDomainMessenger");
    expect(name, "l1ERC721Bridge()", "L1ERC721Bridge");
    expect(name, "l1StandardBridge()", "L1StandardBridge");
    expect(name, "disputeGameFactory()", "DisputeGameFactory");
    expect(name, "optimismPortal()", "OptimismPortal2");
    expect(name, "optimismMintableERC20Factory()", "OptimismMintableERC20Factory");
    expect(name, "isCustomGasToken()", UInt256.ZERO);
  }

  private void checkPortal() {
    String name = "OptimismPortal2";
    FaultProofParameters faultProofs = parameters.faultProofs();
    expect(name, "disputeGameFactory()", "DisputeGameFactory");
    expect(name, "systemConfig()", "SystemConfig");
    expect(name, "superchainConfig()", "SuperchainConfig");
    expect(name, "respectedGameType()", UInt256.of(DeploymentPlan.GAME_TYPE_CANNON));
    expect(
        name, "proofMaturityDelaySeconds()", UInt256.of(faultProofs.proofMaturityDelaySeconds()));
    expect(
        name,
        "disputeGameFinalityDelaySeconds()",
        UInt256.of(faultProofs.disputeGameFinalityDelaySeconds()));
  }

  private void checkBridges() {
    Address messenger = PredeployLayout.at(PredeployLayout.L2_CROSS_DOMAIN_MESSENGER);
    expect("L1CrossDomainMessenger", "portal()", "OptimismPortal2");
    expect("L1CrossDomainMessenger", "systemConfig()", "SystemConfig");
    expect("L1CrossDomainMessenger", "superchainConfig()", "SuperchainConfig");
    expect("L1CrossDomainMessenger", "otherMessenger()", messenger.toWord());
    for (String bridge : List.of("L1StandardBridge", "L1ERC721Bridge")) {
      expect(bridge, "messenger()", "L1CrossDomainMessenger");
      expect(bridge, "superchainConfig()", "SuperchainConfig");
    }
    expect(
        "L1StandardBridge",
        "otherBridge()",
        PredeployLayout.at(PredeployLayout.L2_STANDARD_BRIDGE).toWord());
    expect(
        "L1ERC721Bridge",
        "otherBridge()",
        PredeployLayout.at(PredeployLayout.L2_ERC721_BRIDGE).toWord());
    expect("L1StandardBridge", "systemConfig()", "SystemConfig");
    expect("OptimismMintableERC20Factory", "bridge()", "L1StandardBridge");
  }

  private void checkGames(Hash outputRoot, Hash absolutePrestate) {
    FaultProofParameters faultProofs = parameters.faultProofs();
    expect("AnchorStateRegistry", "disputeGameFactory()", "DisputeGameFactory");
    expect("DelayedWETH", "delay()", UInt256.of(faultProofs.bondWithdrawalDelaySeconds()));
    expect("DelayedWETH", "config()", "SuperchainConfig");
    expect("MIPS", "oracle()", "PreimageOracle");
    expect(
        "PreimageOracle", "minProposalSize()", UInt256.of(faultProofs.preimageMinProposalBytes()));
    expect(
        "PreimageOracle",
        "challengePeriod()",
        UInt256.of(faultProofs.preimageChallengePeriodSeconds()));
    checkGame(DeploymentPlan.GAME_TYPE_CANNON, "FaultDisputeGame", outputRoot, absolutePrestate);
    checkGame(
        DeploymentPlan.GAME_TYPE_PERMISSIONED,
        "PermissionedDisputeGame",
        outputRoot,
        absolutePrestate);
    expect("PermissionedDisputeGame", "proposer()", parameters.accounts().proposer().toWord());
    expect("PermissionedDisputeGame", "challenger()", parameters.accounts().challenger().toWord());
  }

  private void checkGame(int type, String game, Hash outputRoot, Hash absolutePrestate) {
    FaultProofParameters faultProofs = parameters.faultProofs();
    AbiValue gameType = AbiValue.of(type);
    expect("DisputeGameFactory", "gameImpls(uint32)", contracts.of(game).toWord(), gameType);
    expect("DisputeGameFactory", "initBonds(uint32)", faultProofs.initBond(), gameType);
    expect("AnchorStateRegistry", "anchors(uint32)", outputRoot.toUInt256(), gameType);
    expect(game, "gameType()", UInt256.of(type));
    expect(game, "absolutePrestate()", absolutePrestate.toUInt256());
    expect(game, "maxGameDepth()", UInt256.of(faultProofs.maxGameDepth()));
    expect(game, "splitDepth()", UInt256.of(faultProofs.splitDepth()));
    expect(game, "clockExtension()", UInt256.of(faultProofs.clockExtensionSeconds()));
    expect(game, "maxClockDuration()", UInt256.of(faultProofs.maxClockSeconds()));
    expect(game, "vm()", "MIPS");
    expect(game, "weth()", "DelayedWETH");
    expect(game, "anchorStateRegistry()", "AnchorStateRegistry");
    expect(game, "l2ChainId()", parameters.l2ChainId());
  }

  private void expect(String contract, String function, String otherContract) {
    expect(contract, function, contracts.of(otherContract).toWord());
  }

  private void expect(String contract, String function, UInt256 expected, AbiValue... arguments) {
    Bytes answer = reader.call(contracts.of(contract), AbiEncoder.call(function, arguments));
    if (answer.size() < 32) {
      problems.add(contract + "." + function + " does not answer");
      return;
    }
    UInt256 found = AbiReader.of(answer).word(0);
    if (!found.equals(expected)) {
      problems.add(
          contract + "." + function + " is " + found.toHex() + ", not " + expected.toHex());
    }
  }
}
