package dev.kopi.apps.deployer.genesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.deployer.DeployedRollup;
import dev.kopi.apps.deployer.Deployer;
import dev.kopi.apps.deployer.DeployerTest;
import dev.kopi.apps.deployer.Examples;
import dev.kopi.apps.deployer.contracts.Contract;
import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.apps.deployer.parameters.FaultProofParameters.Profile;
import dev.kopi.apps.deployer.parameters.ForkSchedule;
import dev.kopi.apps.deployer.parameters.L1Parameters;
import dev.kopi.apps.deployer.parameters.RollupParameters;
import dev.kopi.apps.deployer.plan.L1Contracts;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff.AccountChange;
import dev.kopi.core.state.StateDiff.Content;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class L2GenesisTest {
  private static final long TIME = 1_700_000_000;
  private static final Address EAS = PredeployLayout.at(PredeployLayout.EAS);

  private static final RollupParameters PARAMETERS = Examples.rollup(900, Profile.FAST);
  private static final DeployedRollup ROLLUP = deploy(PARAMETERS);

  private static final Map<Integer, Contract> PROXIED = PredeployLayout.proxied(OpFork.KARST);

  private final RollupParameters parameters = PARAMETERS;
  private final DeployedRollup rollup = ROLLUP;
  private final Genesis genesis = rollup.genesis();

  private static DeployedRollup deploy(RollupParameters parameters) {
    return new Deployer(ContractArtifacts.bundled(), Crypto.portable(), UpgradeFiles.shipped())
        .inGenesis(parameters, new L1Parameters(TIME, 60_000_000, Map.of(), Examples.DEPLOYER))
        .rollup();
  }

  private Bytes ask(int predeploy, String function, AbiValue... arguments) {
    return ask(PredeployLayout.at(predeploy), function, arguments);
  }

  private Bytes ask(Address contract, String function, AbiValue... arguments) {
    return DeployerTest.ask(genesis, contract, AbiEncoder.call(function, arguments));
  }

  private static String text(Bytes answer) {
    return new String(AbiReader.of(answer).bytes(0).toArray(), StandardCharsets.UTF_8);
  }

  private AccountChange account(Address address) {
    return Objects.requireNonNull(genesis.alloc().accounts().get(address), address::toHex);
  }

  private Content content(Address address) {
    return Objects.requireNonNull(account(address).after());
  }

  @Test
  void everyAddressOfTheNamespaceHasAProxyThatProxyAdminGoverns() {
    int proxies = 0;
    for (int i = 0; i < PredeployLayout.COUNT; i++) {
      if (i == PredeployLayout.WETH || i == PredeployLayout.GOVERNANCE_TOKEN) {
        continue;
      }
      Address address = PredeployLayout.at(i);
      boolean known = PROXIED.containsKey(i);
      int own = i == PredeployLayout.PROXY_ADMIN || isInitialised(i) ? 1 : 0;
      assertThat(account(address).storage().size())
          .as(address.toHex())
          .isGreaterThanOrEqualTo((known ? 2 : 1) + own);
      assertThat(content(address).nonce()).isZero();
      proxies++;
    }
    assertThat(proxies).isEqualTo(2046);
    for (int i : PROXIED.keySet()) {
      assertThat(
              AbiReader.of(
                      ask(
                          PredeployLayout.PROXY_ADMIN,
                          "getProxyImplementation(address)",
                          AbiValue.of(PredeployLayout.at(i))))
                  .address(0))
          .isEqualTo(PredeployLayout.implementationAt(i));
    }
    assertThat(AbiReader.of(ask(PredeployLayout.PROXY_ADMIN, "owner()")).address(0))
        .isEqualTo(Examples.ACCOUNTS.systemOwner());
  }

  private static boolean isInitialised(int predeploy) {
    return predeploy == PredeployLayout.L2_CROSS_DOMAIN_MESSENGER
        || predeploy == PredeployLayout.L2_STANDARD_BRIDGE
        || predeploy == PredeployLayout.L2_ERC721_BRIDGE
        || predeploy == PredeployLayout.OPTIMISM_MINTABLE_ERC20_FACTORY;
  }

  @Test
  void bridgesKnowTheirCounterpartsOnL1() {
    L1Contracts l1 = rollup.contracts();
    assertThat(
            AbiReader.of(ask(PredeployLayout.L2_CROSS_DOMAIN_MESSENGER, "otherMessenger()"))
                .address(0))
        .isEqualTo(l1.of("L1CrossDomainMessenger"));
    assertThat(AbiReader.of(ask(PredeployLayout.L2_STANDARD_BRIDGE, "otherBridge()")).address(0))
        .isEqualTo(l1.of("L1StandardBridge"));
    assertThat(AbiReader.of(ask(PredeployLayout.L2_ERC721_BRIDGE, "otherBridge()")).address(0))
        .isEqualTo(l1.of("L1ERC721Bridge"));
    assertThat(
            AbiReader.of(ask(PredeployLayout.OPTIMISM_MINTABLE_ERC20_FACTORY, "bridge()"))
                .address(0))
        .isEqualTo(PredeployLayout.at(PredeployLayout.L2_STANDARD_BRIDGE));
    AbiReader factory =
        AbiReader.of(ask(PredeployLayout.OPTIMISM_MINTABLE_ERC721_FACTORY, "REMOTE_CHAIN_ID()"));
    assertThat(factory.number(0)).isEqualTo(900);
  }

  @Test
  void implementationsCannotBeInitialisedByStrangers() {
    for (int i = 0; i < PredeployLayout.COUNT; i++) {
      if (isInitialised(i)) {
        for (Address address :
            new Address[] {PredeployLayout.at(i), PredeployLayout.implementationAt(i)}) {
          assertThat(text(reason(ask(address, "initialize(address)", AbiValue.of(Examples.RICH)))))
              .isEqualTo("Initializable: contract is already initialized");
        }
      }
    }
  }

  private static Bytes reason(Bytes revert) {
    assertThat(revert.slice(0, 4)).isEqualTo(AbiEncoder.selector("Error(string)"));
    return revert.slice(4, revert.size());
  }

  @Test
  void feeVaultsPayTheFeeRecipient() {
    for (int vault :
        new int[] {
          PredeployLayout.SEQUENCER_FEE_VAULT,
          PredeployLayout.BASE_FEE_VAULT,
          PredeployLayout.L1_FEE_VAULT,
          PredeployLayout.OPERATOR_FEE_VAULT
        }) {
      assertThat(AbiReader.of(ask(vault, "RECIPIENT()")).address(0))
          .isEqualTo(Examples.ACCOUNTS.feeRecipient());
      assertThat(AbiReader.of(ask(vault, "MIN_WITHDRAWAL_AMOUNT()")).word(0))
          .isEqualTo(parameters.feeVaultMinimumWithdrawal());
      assertThat(AbiReader.of(ask(vault, "WITHDRAWAL_NETWORK()")).number(0)).isEqualTo(1);
    }
  }

  @Test
  void theGasPriceOracleKnowsTheForksOfGenesis() {
    assertThat(flags(genesis)).isEqualTo("true true true true");
    assertThat(
            flags(deploy(parameters.withForks(ForkSchedule.atGenesis(OpFork.ISTHMUS))).genesis()))
        .isEqualTo("true true true false");
  }

  private static String flags(Genesis genesis) {
    Address oracle = PredeployLayout.at(PredeployLayout.GAS_PRICE_ORACLE);
    return Stream.of("isEcotone()", "isFjord()", "isIsthmus()", "isJovian()")
        .map(flag -> AbiReader.of(DeployerTest.ask(genesis, oracle, AbiEncoder.call(flag))).bool(0))
        .map(String::valueOf)
        .collect(Collectors.joining(" "));
  }

  @Test
  void chainsOfOlderForksHaveTheContractsOfTheirTime() {
    Genesis older = deploy(parameters.withForks(ForkSchedule.atGenesis(OpFork.HOLOCENE))).genesis();
    assertThat(code(older, PredeployLayout.implementationAt(PredeployLayout.L1_BLOCK)))
        .isEqualTo(ContractArtifacts.bundled().of(Contract.L1_BLOCK).runtimeCode());
    assertThat(code(older, PredeployLayout.implementationAt(PredeployLayout.GAS_PRICE_ORACLE)))
        .isEqualTo(ContractArtifacts.bundled().of(Contract.GAS_PRICE_ORACLE).runtimeCode());
    assertThat(older.alloc().accounts())
        .doesNotContainKey(PredeployLayout.implementationAt(PredeployLayout.OPERATOR_FEE_VAULT));
    assertThat(code(genesis, PredeployLayout.implementationAt(PredeployLayout.L1_BLOCK)))
        .isEqualTo(ContractArtifacts.bundled().of(Contract.ISTHMUS_L1_BLOCK).runtimeCode());
  }

  private static Bytes code(Genesis genesis, Address address) {
    AccountChange account = Objects.requireNonNull(genesis.alloc().accounts().get(address));
    Hash codeHash = Objects.requireNonNull(account.after()).codeHash();
    return Objects.requireNonNull(genesis.alloc().codes().get(codeHash));
  }

  @Test
  void tokensHaveTheirNamesAndOwners() {
    assertThat(text(ask(PredeployLayout.WETH, "name()"))).isEqualTo("Wrapped Ether");
    assertThat(text(ask(PredeployLayout.GOVERNANCE_TOKEN, "name()"))).isEqualTo("Optimism");
    assertThat(text(ask(PredeployLayout.GOVERNANCE_TOKEN, "symbol()"))).isEqualTo("OP");
    assertThat(AbiReader.of(ask(PredeployLayout.GOVERNANCE_TOKEN, "owner()")).address(0))
        .isEqualTo(Examples.ACCOUNTS.systemOwner());
  }

  @Test
  void signaturesAreBoundToTheChainIdOfL2() {
    assertThat(AbiReader.of(ask(EAS, "getDomainSeparator()")).hash(0))
        .isEqualTo(domainSeparator("EAS", "1.3.0", EAS));
    Address token = PredeployLayout.at(PredeployLayout.GOVERNANCE_TOKEN);
    assertThat(AbiReader.of(ask(token, "DOMAIN_SEPARATOR()")).hash(0))
        .isEqualTo(domainSeparator("Optimism", "1", token));
    Address permit2 = ContractArtifacts.bundled().preinstall("Permit2").address();
    assertThat(AbiReader.of(ask(permit2, "DOMAIN_SEPARATOR()")).hash(0))
        .isEqualTo(
            Keccak256.hash(
                AbiEncoder.encode(
                    AbiValue.of(
                        AbiEncoder.topic(
                            "EIP712Domain(string name,uint256 chainId,address"
                                + " verifyingContract)")),
                    AbiValue.of(hash("Permit2")),
                    AbiValue.of(901),
                    AbiValue.of(permit2))));
  }

  private static Hash domainSeparator(String name, String version, Address contract) {
    return Keccak256.hash(
        AbiEncoder.encode(
            AbiValue.of(
                AbiEncoder.topic(
                    "EIP712Domain(string name,string version,uint256 chainId,address"
                        + " verifyingContract)")),
            AbiValue.of(hash(name)),
            AbiValue.of(hash(version)),
            AbiValue.of(901),
            AbiValue.of(contract)));
  }

  private static Hash hash(String text) {
    return Keccak256.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void preinstallsStandWhereTheyDoOnEveryChain() {
    ContractArtifacts.bundled()
        .preinstalls()
        .forEach((name, preinstall) -> {
          assertThat(content(preinstall.address()).nonce()).as(name).isEqualTo(1);
          assertThat(content(preinstall.address()).codeHash().equals(Keccak256.EMPTY))
              .as(name)
              .isEqualTo(name.endsWith("Sender"));
        });
    Address create2Deployer = ContractArtifacts.bundled().preinstall("Create2Deployer").address();
    Address expected =
        Address.fromWord(
            Keccak256.hash(
                    Bytes.concat(
                        Bytes.fromHex("ff"),
                        create2Deployer.toBytes(),
                        Hash.ZERO.toBytes(),
                        Hash.ZERO.toBytes()))
                .toUInt256());
    assertThat(
            AbiReader.of(
                    ask(
                        create2Deployer,
                        "computeAddress(bytes32,bytes32)",
                        AbiValue.of(Hash.ZERO),
                        AbiValue.of(Hash.ZERO)))
                .address(0))
        .isEqualTo(expected);
  }

  @Test
  void nothingElseIsThere() {
    int predeploys = PredeployLayout.COUNT;
    int implementations = PROXIED.size();
    int preinstalls = ContractArtifacts.bundled().preinstalls().size();
    int precompiles = 256;
    assertThat(genesis.alloc().accounts())
        .hasSize(predeploys + implementations + preinstalls + precompiles + 1);
    assertThat(content(Examples.RICH).balance()).isEqualTo(UInt256.of(1_000_000_000_000_000_000L));
  }

  @Test
  void theHeaderCarriesTheParametersOfTheBaseFee() {
    Header header = rollup.genesisBlock().block().header();
    assertThat(header.extraData().toHex()).isEqualTo("0x01000000fa000000060000000000000000");
    assertThat(header.timestampSeconds()).isEqualTo(TIME);
    assertThat(header.beneficiary())
        .isEqualTo(Address.fromHex("0x4200000000000000000000000000000000000011"));
    assertThat(header.gasLimit()).isEqualTo(60_000_000);
    assertThat(rollup.config().genesisL2().hash()).isEqualTo(header.hash());
    assertThat(rollup.config().genesisSystemConfig().scalar().toHex())
        .isEqualTo("0x010000000000000000000000000000000000000000000000000c5fc500000558");
  }

  @Test
  void aChainThatStartsAtGraniteCrossesToHoloceneLater() {
    DeployedRollup granite = deploy(parameters.withForks(ForkSchedule.parse("holocene=20")));
    assertThat(granite.genesisBlock().block().header().extraData()).isEqualTo(Bytes.EMPTY);
    assertThat(granite.config().op().activation(OpFork.GRANITE)).isZero();
    assertThat(granite.config().op().activation(OpFork.HOLOCENE)).isEqualTo(TIME + 20);
    assertThat(granite.config().isActivationBlock(OpFork.HOLOCENE, TIME + 20)).isTrue();
  }

  @Test
  void refusesForksBetweenBlocks() {
    assertThatThrownBy(() -> parameters.withForks(ForkSchedule.parse("holocene=3")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("holocene does not fall on an L2 block");
  }
}
