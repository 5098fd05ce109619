package dev.kopi.apps.deployer.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.apps.deployer.Examples;
import dev.kopi.apps.deployer.contracts.Contract;
import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.apps.deployer.parameters.FaultProofParameters.Profile;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.evm.call.ContractAddress;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Judges the plan by the interfaces that the compiler wrote beside the code. */
class DeploymentPlanTest {
  private static final long FIRST_NONCE = 7;
  private static final Hash OUTPUT_ROOT = Keccak256.hash(new byte[] {1});

  private final ContractArtifacts artifacts = ContractArtifacts.bundled();
  private final DeploymentPlan plan =
      new DeploymentPlan(
          Examples.rollup(900, Profile.FAST), artifacts, Examples.DEPLOYER, FIRST_NONCE);

  private List<DeploymentStep> steps() {
    List<DeploymentStep> all = new ArrayList<>(plan.beforeGenesis());
    all.addAll(plan.afterGenesis(OUTPUT_ROOT, Examples.PRESTATE));
    return all;
  }

  @Test
  void stepsHaveConsecutiveNoncesAndContractsTheAddressesThatFollow() {
    long nonce = FIRST_NONCE;
    List<Address> created = new ArrayList<>();
    for (DeploymentStep step : steps()) {
      assertThat(step.nonce()).as(step.title()).isEqualTo(nonce);
      if (step.to() == null) {
        assertThat(step.creates())
            .as(step.title())
            .isEqualTo(ContractAddress.create(Examples.DEPLOYER, nonce));
        created.add(step.creates());
      } else {
        assertThat(created).as(step.title()).contains(step.to());
      }
      nonce++;
    }
    assertThat(plan.contracts().byName().values()).containsExactlyInAnyOrderElementsOf(created);
  }

  @Test
  void everyContractOfTheStandardIsThereAndUpgradeableOnesHaveAnImplementation() {
    assertThat(plan.contracts().byName())
        .containsOnlyKeys(
            Stream.concat(
                    Stream.of(
                        "AddressManager",
                        "ProxyAdmin",
                        "PreimageOracle",
                        "MIPS",
                        "FaultDisputeGame",
                        "PermissionedDisputeGame"),
                    Stream.of(
                            "SuperchainConfig",
                            "ProtocolVersions",
                            "OptimismPortal2",
                            "SystemConfig",
                            "L1StandardBridge",
                            "L1CrossDomainMessenger",
                            "OptimismMintableERC20Factory",
                            "L1ERC721Bridge",
                            "DisputeGameFactory",
                            "DelayedWETH",
                            "AnchorStateRegistry")
                        .flatMap(name -> Stream.of(name, name + "Impl")))
                .toList());
  }

  @Test
  void constructorsGetAsManyBytesOfArgumentsAsTheyDeclare() throws IOException {
    Map<String, Integer> seen = new HashMap<>();
    for (DeploymentStep step : steps()) {
      if (step.to() != null) {
        continue;
      }
      Contract contract = contractOf(step.data());
      int arguments = step.data().size() - artifacts.of(contract).creationCode().size();
      int expected = 0;
      for (JsonNode entry : abi(contract.sourceName()).path("abi")) {
        if (entry.path("type").asString().equals("constructor")) {
          for (JsonNode input : entry.path("inputs")) {
            // The one string is shorter than a word: an offset, a length and the text.
            expected += input.path("type").asString().equals("string") ? 96 : 32;
          }
        }
      }
      assertThat(arguments).as(step.title()).isEqualTo(expected);
      seen.merge(contract.sourceName(), 1, Integer::sum);
    }
    assertThat(seen).hasSize(20).containsEntry("Proxy", 9);
  }

  @Test
  void everyCallNamesAFunctionOfItsTarget() throws IOException {
    Map<Address, String> names = new HashMap<>();
    plan.contracts().byName().forEach((name, address) -> names.put(address, name));
    HashSet<String> initialised = new HashSet<>();
    for (DeploymentStep step : steps()) {
      if (step.to() == null) {
        continue;
      }
      String function = function(requireNonNull(names.get(step.to())), step.data());
      if (!function.startsWith("upgradeAndCall(")) {
        continue;
      }
      AbiReader arguments = AbiReader.ofCall(step.data());
      String proxy = requireNonNull(names.get(arguments.address(0)));
      assertThat(names.get(arguments.address(1))).as(step.title()).isEqualTo(proxy + "Impl");
      assertThat(function(proxy, arguments.bytes(2))).startsWith("initialize(");
      initialised.add(proxy);
    }
    assertThat(initialised).hasSize(11);
  }

  @Test
  void noTransactionAsksForMoreGasThanOsakaAllows() {
    for (DeploymentStep step : steps()) {
      assertThat(step.gasLimit()).as(step.title()).isLessThanOrEqualTo(1 << 24);
    }
  }

  private String function(String contract, Bytes callData) throws IOException {
    String selector = callData.slice(0, 4).toHex().substring(2);
    for (Map.Entry<String, JsonNode> method :
        abi(contract).path("methodIdentifiers").properties()) {
      if (method.getValue().asString().equals(selector)) {
        return method.getKey();
      }
    }
    throw new AssertionError(contract + " has no function with the selector " + selector);
  }

  private Contract contractOf(Bytes initCode) {
    for (Contract contract : Contract.values()) {
      Bytes code = artifacts.of(contract).creationCode();
      if (initCode.size() >= code.size() && initCode.slice(0, code.size()).equals(code)) {
        return contract;
      }
    }
    throw new AssertionError("unknown init code");
  }

  private static JsonNode abi(String contract) throws IOException {
    String root = System.getProperty("kopi.root", "..");
    Path packages = Path.of(root, "apps/target/npm");
    String artifact = "package/forge-artifacts/" + contract + ".sol/" + contract + ".json";
    Path dispute = packages.resolve("thanos-contracts-0.0.7").resolve(artifact);
    Path file =
        Files.exists(dispute)
            ? dispute
            : packages.resolve("contracts-bedrock-0.17.3").resolve(artifact);
    return new ObjectMapper().readTree(Files.readAllBytes(file));
  }
}
