package dev.kopi.apps.devnet;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.apps.deployer.DeploymentFolder;
import dev.kopi.apps.deployer.GenesisDeployment;
import dev.kopi.apps.deployer.LiveDeployer;
import dev.kopi.apps.deployer.parameters.DevChainAccount;
import dev.kopi.apps.deployer.parameters.FaultProofParameters;
import dev.kopi.apps.deployer.parameters.ForkSchedule;
import dev.kopi.apps.deployer.parameters.RollupParameters;
import dev.kopi.core.primitives.UInt256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a devnet says of each of its files when the disk is full: a link to /dev/full stands in. */
class NoSpaceTest {
  private static final Path FULL = Path.of("/dev/full");

  @TempDir private Path directory;

  @BeforeEach
  void needsDevFull() {
    assumeTrue(Files.exists(FULL), "there is no /dev/full");
  }

  private DevnetOptions options() {
    return DevnetStateTest.options(directory, 2, ForkSchedule.DEFAULT);
  }

  private void full(String name) throws IOException {
    Files.createSymbolicLink(directory.resolve(name), FULL);
  }

  private static void saysSo(String what, ThrowingCallable write) {
    assertThatThrownBy(write)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("cannot ")
        .hasMessageContaining(what)
        .hasMessageContaining("No space left on device");
  }

  @Test
  void state() throws IOException {
    full("devnet.json.part");
    saysSo("devnet.json", () -> DevnetState.openOrCreate(directory, options(), 1000));
  }

  @Test
  void runningFile() throws IOException {
    full("running.json");
    DevnetDescription description =
        new DevnetDescription(
            null,
            new DevnetDescription.Endpoints("", ""),
            "",
            900,
            null,
            null,
            901,
            Map.of(),
            directory,
            directory,
            0);
    saysSo("running.json", () -> RunningFile.write(directory, description));
  }

  @Test
  void exports() throws IOException {
    full("genesis.json.draft");
    GenesisDeployment deployment =
        Devnet.deployment(options(), new DevnetState(1000, null), NativeCrypto.create());
    saysSo(
        directory.toString(), () -> DevnetFiles.write(directory, deployment, JwtSecret.random()));
  }

  @Test
  void deployment() throws IOException {
    full("deployment.json.draft");
    RollupParameters parameters =
        RollupParameters.standard(
            UInt256.of(900),
            UInt256.of(901),
            DevChainAccount.all(),
            FaultProofParameters.of(FaultProofParameters.Profile.FAST, null));
    DeploymentFolder folder =
        new DeploymentFolder(directory, parameters, DevChainAccount.DEPLOYER.address());
    saysSo("deployment.json", () -> folder.save(new LiveDeployer.Checkpoint(0, null)));
  }
}
