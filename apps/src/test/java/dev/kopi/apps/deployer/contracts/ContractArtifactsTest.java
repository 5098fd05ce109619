package dev.kopi.apps.deployer.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.apps.deployer.contracts.ContractArtifacts.Artifact;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContractArtifactsTest {
  private static final int MAX_CODE_SIZE = 24_576;

  @Test
  void theBuildPacksTheCodeOfEveryContract() {
    ContractArtifacts artifacts = ContractArtifacts.bundled();
    for (Contract contract : Contract.values()) {
      Artifact artifact = artifacts.of(contract);
      assertThat(artifact.runtimeCode().size())
          .as(contract.sourceName())
          .isBetween(500, MAX_CODE_SIZE);
      assertThat(artifact.creationCode().size())
          .as(contract.sourceName())
          .isGreaterThan(artifact.runtimeCode().size());
    }
  }

  @Test
  void theBuildTakesThePreinstallsFromTheirLibrary() {
    ContractArtifacts artifacts = ContractArtifacts.bundled();
    assertThat(artifacts.preinstalls())
        .containsOnlyKeys(
            "BeaconBlockRoots",
            "BeaconBlockRootsSender",
            "Create2Deployer",
            "CreateX",
            "DeterministicDeploymentProxy",
            "EntryPoint",
            "EntryPoint_v070",
            "HistoryStorage",
            "HistoryStorageSender",
            "MultiCall3",
            "MultiSendCallOnly_v130",
            "MultiSend_v130",
            "Permit2",
            "SafeL2_v130",
            "SafeSingletonFactory",
            "Safe_v130",
            "SenderCreator",
            "SenderCreator_v070");
    // The hash that the specification gives for the Create2Deployer of Canyon.
    assertThat(Keccak256.hash(artifacts.preinstall("Create2Deployer").code()).toHex())
        .isEqualTo("0xb0550b5b431e30d38000efb7107aaa0ade03d48a7198a140edda9d27134468b2");
    assertThat(Keccak256.hash(artifacts.preinstall("CreateX").code()).toHex())
        .isEqualTo("0xbd8a7ea8cfca7b4e5f5041d7d4b17bc317c5ce42cfbc42066a00cf26b43eb53f");
    assertThat(artifacts.preinstall("BeaconBlockRootsSender").code()).isEqualTo(Bytes.EMPTY);
    assertThat(artifacts.preinstall("MultiCall3").address())
        .isEqualTo(Address.fromHex("0xcA11bde05977b3631167028862bE2a173976CA11"));
  }

  /** Without Kopi's own contracts, which are not in the packed file. */
  private static ContractArtifacts packed(ContractArtifacts all) {
    Map<Contract, Artifact> contracts = new EnumMap<>(all.contracts());
    contracts.keySet().removeIf(contract -> contract.origin() == Contract.Origin.KOPI);
    return new ContractArtifacts(contracts, all.preinstalls());
  }

  @Test
  void readsWhatItWrote() throws IOException {
    ContractArtifacts artifacts = packed(ContractArtifacts.bundled());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    artifacts.write(out);
    assertThat(ContractArtifacts.read(new ByteArrayInputStream(out.toByteArray())))
        .isEqualTo(artifacts);
    assertThatThrownBy(() -> ContractArtifacts.read(new ByteArrayInputStream(new byte[100])))
        .isInstanceOf(IOException.class);
  }
}
