package dev.kopi.apps.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.contracts.DisputeGameFactory;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.deployer.DeployedRollup;
import dev.kopi.apps.deployer.LiveDeployer;
import dev.kopi.apps.deployer.LiveDeployer.Checkpoint;
import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.apps.deployer.genesis.L1GenesisState;
import dev.kopi.apps.deployer.parameters.DevChainAccount;
import dev.kopi.apps.deployer.parameters.FaultProofParameters;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.apps.deployer.parameters.RollupParameters;
import dev.kopi.apps.testkit.Anvil;
import dev.kopi.apps.wallet.Outgoing;
import dev.kopi.apps.wallet.Wallet;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.OutputRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Two chains that others wrote, with Kopi's contracts on both; the test plays the proposer. */
@Timeout(180)
class BridgeTest {
  private static final Crypto CRYPTO = Crypto.portable();
  private static final UInt256 ETHER = UInt256.of(1_000_000_000_000_000_000L);

  @TempDir Path folder;

  private final List<String> done = new ArrayList<>();
  private final StepListener steps = (name, details) -> done.add(name);

  private static Wallet wallet(Anvil chain) {
    return new Wallet(
        chain.chain(),
        MnemonicAccount.TEN.get(3).privateKey(),
        CRYPTO.secp256k1(),
        InstantSource.system(),
        Duration.ofSeconds(30));
  }

  private static Polling waiting(int seconds) {
    return new Polling(InstantSource.system(), Duration.ofSeconds(seconds));
  }

  private static DeployedRollup deploy(Anvil l1) {
    FaultProofParameters quick =
        new FaultProofParameters(null, 73, 30, 0, 3, 1, 1, 1, 10_000, 0, UInt256.ONE);
    RollupParameters parameters =
        RollupParameters.standard(UInt256.of(900), UInt256.of(901), DevChainAccount.all(), quick)
            .withL2Accounts(MnemonicAccount.funded());
    LiveDeployer.CheckpointStore forgetful =
        new LiveDeployer.CheckpointStore() {
          @Override
          public @Nullable Checkpoint load() {
            return null;
          }

          @Override
          public void save(Checkpoint checkpoint) {}
        };
    return new LiveDeployer(
            ContractArtifacts.bundled(),
            CRYPTO,
            wallet(l1),
            L1GenesisState.spec(UInt256.of(900)),
            UpgradeFiles.shipped(),
            (at, total, title) -> {})
        .deploy(parameters, forgetful);
  }

  @Test
  void etherGoesToL2AndComesBackThroughAProposal() throws IOException {
    try (Anvil l1 = Anvil.start("--chain-id", "900", "--block-time", "1")) {
      DeployedRollup rollup = deploy(l1);
      Path genesis = folder.resolve("genesis.json");
      Files.write(genesis, Json.write(GenesisJson.write(rollup.genesis())));
      try (Anvil l2 = Anvil.start("--chain-id", "901", "--init", genesis.toString())) {
        Bridge bridge = new Bridge(l1.chain(), l2.chain(), waiting(1), steps);
        // Nobody derives here: the ether stays on its way.
        assertThatThrownBy(
                () -> bridge.depositEther(wallet(l1), Examples.SOMEBODY, ETHER.add(ETHER)))
            .isInstanceOf(BridgeFailed.class)
            .hasMessageContaining("the deposit on L2");
        assertThat(l1.chain().balance(rollup.contracts().optimismPortal(), EthClient.LATEST))
            .isEqualTo(ETHER.add(ETHER));

        Hash withdrawal = bridge.withdraw(wallet(l2), null, Examples.SOMEBODY, ETHER);
        WithdrawalSteps early =
            new WithdrawalSteps(l1.rpc(), l2.chain(), waiting(1), steps, done::add);
        early.tell(withdrawal);
        assertThatThrownBy(() -> early.prove(wallet(l1), withdrawal))
            .hasMessageContaining("a proposal of L2 block 1 or later");
        assertThatThrownBy(() -> early.finish(wallet(l1), withdrawal))
            .hasMessageContaining("not proven yet");

        propose(l1, l2, rollup.contracts().disputeGameFactory());
        WithdrawalSteps later =
            new WithdrawalSteps(l1.rpc(), l2.chain(), waiting(60), steps, done::add);
        later.tell(withdrawal);
        later.prove(wallet(l1), withdrawal);
        later.tell(withdrawal);
        later.finish(wallet(l1), withdrawal);
        later.tell(withdrawal);

        assertThat(done)
            .containsExactly(
                "deposit-sent",
                "withdrawal-begun",
                "waiting-for-proposal",
                "ready-to-prove",
                "withdrawal-proven",
                "waiting-to-finalize",
                "claim-resolved",
                "game-resolved",
                "withdrawal-finalized",
                "finalized");
        assertThat(l1.chain().balance(Examples.SOMEBODY, EthClient.LATEST)).isEqualTo(ETHER);
        assertThatThrownBy(() -> later.finish(wallet(l1), withdrawal))
            .hasMessageContaining("finalised already");
      }
    }
  }

  private static void propose(Anvil l1, Anvil l2, Address factory) {
    Header head = Objects.requireNonNull(l2.chain().header(EthClient.LATEST));
    JsonNode account =
        l2.rpc()
            .call(
                "eth_getProof",
                StringNode.valueOf(BridgeContracts.MESSAGE_PASSER.toHex()),
                Json.array(),
                StringNode.valueOf(EthClient.at(head.number())));
    Hash root =
        new OutputRoot(head.stateRoot(), JsonFields.hash(account, "storageHash"), head.hash())
            .hash();
    wallet(l1)
        .send(
            Outgoing.call(
                "propose",
                factory,
                UInt256.ONE,
                DisputeGameFactory.create(0, root, DisputeGameFactory.extraData(head.number()))));
  }

  /** Accounts of this test. */
  private static final class Examples {
    private static final Address SOMEBODY =
        Address.fromHex("0x00000000000000000000000000000000005011e0");
  }
}
