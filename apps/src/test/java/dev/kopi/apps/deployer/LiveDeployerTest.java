package dev.kopi.apps.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.adapters.json.rollup.RollupJson;
import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.apps.deployer.genesis.GenesisView;
import dev.kopi.apps.deployer.genesis.L1GenesisState;
import dev.kopi.apps.deployer.parameters.FaultProofParameters.Profile;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.apps.deployer.parameters.RollupParameters;
import dev.kopi.apps.deployer.plan.DeploymentPlan;
import dev.kopi.apps.deployer.plan.DeploymentStep;
import dev.kopi.apps.deployer.plan.PlanExecutor;
import dev.kopi.apps.testkit.Anvil;
import dev.kopi.apps.wallet.SendFailed;
import dev.kopi.apps.wallet.Wallet;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.StateDiff.AccountChange;
import dev.kopi.core.state.WorldState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deploys on a chain that others wrote. */
@Timeout(120)
class LiveDeployerTest {
  private static final Crypto CRYPTO = Crypto.portable();
  private static final ContractArtifacts ARTIFACTS = ContractArtifacts.bundled();

  @TempDir Path folder;

  private final List<String> titles = new ArrayList<>();

  private static Wallet wallet(Anvil anvil) {
    return new Wallet(
        anvil.chain(),
        MnemonicAccount.TEN.get(0).privateKey(),
        CRYPTO.secp256k1(),
        InstantSource.system(),
        Duration.ofSeconds(30));
  }

  private LiveDeployer deployer(Wallet wallet, int failAt) {
    return new LiveDeployer(
        ARTIFACTS,
        CRYPTO,
        wallet,
        L1GenesisState.spec(UInt256.of(900)),
        UpgradeFiles.shipped(),
        (done, total, title) -> {
          titles.add(done + "/" + total);
          if (done == failAt) {
            throw new IllegalStateException("pulled the plug");
          }
        });
  }

  @Test
  void leavesTheSameContractsOnALiveChainAsInAGenesis() throws IOException {
    try (Anvil anvil = Anvil.start("--chain-id", "900")) {
      Wallet wallet = wallet(anvil);
      RollupParameters parameters = Examples.rollup(900, Profile.FAST);
      DeployedRollup rollup =
          deployer(wallet, -1)
              .deploy(parameters, new DeploymentFolder(folder, parameters, wallet.address()));
      assertThat(titles).hasSize(51).endsWith("51/51");

      DeploymentPlan plan = new DeploymentPlan(parameters, ARTIFACTS, wallet.address(), 0);
      List<DeploymentStep> steps = new ArrayList<>(plan.beforeGenesis());
      steps.addAll(plan.afterGenesis(rollup.outputRoot(), rollup.prestate().hash()));
      WorldState world = new WorldState(new GenesisView(StateDiff.NONE));
      int executed = 0;
      for (long number = 1; executed < steps.size(); number++) {
        Block block = Objects.requireNonNull(anvil.chain().block(EthClient.at(number)));
        int transactions = block.transactions().size();
        PlanExecutor.execute(
            steps.subList(executed, executed + transactions),
            wallet.address(),
            context(block.header()),
            world,
            CRYPTO);
        executed += transactions;
      }
      StateDiff here = world.diff();
      StateDiff there = dump(anvil);
      int compared = 0;
      for (Address contract : plan.contracts().byName().values()) {
        AccountChange expected = Objects.requireNonNull(there.accounts().get(contract));
        AccountChange found = Objects.requireNonNull(here.accounts().get(contract));
        assertThat(found.after()).as(contract.toHex()).isEqualTo(expected.after());
        assertThat(withoutZeros(found)).as(contract.toHex()).isEqualTo(withoutZeros(expected));
        compared++;
      }
      assertThat(compared).isEqualTo(28);
    }
  }

  @Test
  void writesFilesFromWhichNodesStart() throws IOException {
    try (Anvil anvil = Anvil.start("--chain-id", "900")) {
      Wallet wallet = wallet(anvil);
      RollupParameters parameters = Examples.rollup(900, Profile.FAST);
      DeployedRollup rollup =
          deployer(wallet, -1)
              .deploy(parameters, new DeploymentFolder(folder, parameters, wallet.address()));
      DeploymentFolder.write(folder, rollup);
      Header start = header(anvil.chain(), rollup.config().genesisL1().number());
      assertThat(start.hash()).isEqualTo(rollup.config().genesisL1().hash());
      assertThat(rollup.config().genesisTimeSeconds()).isEqualTo(start.timestampSeconds());
      assertThat(RollupJson.read(Files.readAllBytes(folder.resolve("rollup.json"))))
          .isEqualTo(rollup.config());
      assertThat(
              GenesisJson.read(Json.parse(Files.readAllBytes(folder.resolve("genesis.json"))))
                  .block()
                  .hash())
          .isEqualTo(rollup.config().genesisL2().hash());
      assertThat(
              JsonFields.address(
                  Json.parse(Files.readAllBytes(folder.resolve("addresses.json"))), "SystemConfig"))
          .isEqualTo(rollup.config().systemConfigContract());
    }
  }

  @Test
  void goesOnWhereItWasInterrupted() throws IOException {
    try (Anvil anvil = Anvil.start("--chain-id", "900")) {
      Wallet wallet = wallet(anvil);
      RollupParameters parameters = Examples.rollup(900, Profile.FAST);
      DeploymentFolder checkpoints = new DeploymentFolder(folder, parameters, wallet.address());
      for (int failAt : new int[] {5, 47}) {
        assertThatThrownBy(() -> deployer(wallet, failAt).deploy(parameters, checkpoints))
            .hasMessage("pulled the plug");
      }
      DeployedRollup rollup = deployer(wallet, -1).deploy(parameters, checkpoints);
      assertThat(anvil.chain().nonce(wallet.address(), EthClient.LATEST)).isEqualTo(51);
      // Once more, with nothing left to do.
      assertThat(deployer(wallet, -1).deploy(parameters, checkpoints).config())
          .isEqualTo(rollup.config());
      assertThat(anvil.chain().nonce(wallet.address(), EthClient.LATEST)).isEqualTo(51);
    }
  }

  @Test
  void refusesTheFolderOfAnotherDeployment() throws IOException {
    RollupParameters parameters = Examples.rollup(900, Profile.FAST);
    DeploymentFolder checkpoints = new DeploymentFolder(folder, parameters, Examples.RICH);
    checkpoints.save(new LiveDeployer.Checkpoint(3, null));
    assertThat(checkpoints.load()).isEqualTo(new LiveDeployer.Checkpoint(3, null));
    assertThatThrownBy(
            () -> new DeploymentFolder(folder, parameters.withBlockTime(5), Examples.RICH).load())
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("another deployment");
  }

  @Test
  void saysBeforehandWhatIsWrongWithTheChainOrTheAccount() throws IOException {
    try (Anvil anvil = Anvil.start("--chain-id", "900", "--balance", "0")) {
      Wallet wallet = wallet(anvil);
      RollupParameters other = Examples.rollup(77, Profile.FAST);
      assertThatThrownBy(() ->
              deployer(wallet, -1)
                  .deploy(other, new DeploymentFolder(folder, other, wallet.address())))
          .isInstanceOf(SendFailed.class)
          .hasMessageContaining("chain id 900, not 77");
      RollupParameters poor = Examples.rollup(900, Profile.FAST);
      assertThatThrownBy(() ->
              deployer(wallet, -1)
                  .deploy(poor, new DeploymentFolder(folder, poor, wallet.address())))
          .isInstanceOf(SendFailed.class)
          .hasMessageContaining("has 0 wei");
      assertThat(anvil.chain().nonce(wallet.address(), EthClient.PENDING)).isZero();
    }
  }

  /** All that anvil knows of its accounts. */
  private static StateDiff dump(Anvil anvil) throws IOException {
    byte[] packed = JsonFields.asBytes(anvil.rpc().call("anvil_dumpState"), "state").toArray();
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return GenesisJson.readAlloc(JsonFields.required(Json.parse(in.readAllBytes()), "accounts"));
    }
  }

  private static Map<UInt256, UInt256> withoutZeros(AccountChange account) {
    Map<UInt256, UInt256> storage = new TreeMap<>(account.storage());
    storage.values().removeIf(UInt256::isZero);
    return storage;
  }

  private static Header header(EthClient chain, long number) {
    return Objects.requireNonNull(chain.header(EthClient.at(number)));
  }

  private static BlockContext context(Header block) {
    return new BlockContext(
        L1GenesisState.spec(UInt256.of(900)).rules(0, block.timestampSeconds(), true),
        block.number(),
        block.timestampSeconds(),
        Address.ZERO,
        block.gasLimit(),
        UInt256.ZERO,
        Hash.ZERO,
        UInt256.ZERO,
        UInt256.ONE,
        number -> Hash.ZERO);
  }
}
