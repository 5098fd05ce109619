package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.contracts.dispute.BatchReader;
import dev.kopi.adapters.contracts.dispute.CreditReader;
import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.adapters.contracts.dispute.GameReader;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.apps.deployer.parameters.DevChainAccount;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.model.GameStatus;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A devnet's challenger against a false output root, from the proposal to the bond. */
class ChallengerDevnetTest {
  private static final String FALSE_ROOT = "0x" + "f0".repeat(32);
  private static final UInt256 ROOT_BOND = UInt256.of(80_000_000_000_000_000L);
  private static final UInt256 GAS = UInt256.of(10_000_000_000_000_000L);

  @TempDir private Path directory = Path.of("");

  @Test
  void aFalseOutputRootIsAttackedAndItsBondCollected() {
    try (RunningDevnet devnet =
        RunningDevnet.start(
            directory.resolve("chain"),
            "--l1-slot=1",
            "--dispute.max-clock=12",
            "--dispute.clock-extension=4",
            "--dispute.challenge-period=4")) {
      EthClient l1 = devnet.chain("l1");
      Address challenger = DevChainAccount.CHALLENGER.address();
      UInt256 before = l1.balance(challenger, EthClient.LATEST);
      // The factory takes the hash of the block before: none at the genesis.
      Await.until("L1 has a block", () -> l1.blockNumber() > 0, devnet::log);
      Address game = propose(devnet, FALSE_ROOT, 7);
      BatchReader reader =
          new BatchReader(
              new HttpRpcClient(URI.create(devnet.value("l1", "rpc")), Duration.ofSeconds(10)));
      GameReader games = new GameReader(reader);
      GameFacts facts = Objects.requireNonNull(games.facts(game, EthClient.LATEST));

      Await.until(
          "the root is attacked",
          () -> games.snapshot(game, EthClient.LATEST).claims().size() == 2,
          devnet::log);
      Claim attack = games.snapshot(game, EthClient.LATEST).claims().get(1);
      assertThat(attack.claimant()).isEqualTo(challenger);
      Await.until(
          "the root is refuted",
          () -> games.snapshot(game, EthClient.LATEST).status() == GameStatus.CHALLENGER_WINS,
          devnet::log);
      Await.until(
          "the bonds are paid",
          () -> new CreditReader(reader).collateral(facts, EthClient.LATEST).isZero(),
          devnet::log);
      UInt256 after = l1.balance(challenger, EthClient.LATEST);
      assertThat(after).isGreaterThan(before.add(ROOT_BOND).subtract(GAS));
    }
  }

  /** Proposes an output root with the command of the challenger. */
  private Address propose(RunningDevnet devnet, String root, long block) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "challenger",
                "create-game",
                "--l1-eth-rpc=" + devnet.value("l1", "rpc"),
                "--game-factory-address=" + devnet.value("contracts", "DisputeGameFactory"),
                "--output-root=" + root,
                "--l2-block-num=" + block,
                "--num-confirmations=1",
                "--txmgr.receipt-query-interval=300ms",
                "--private-key="
                    + MnemonicAccount.TEN.get(3).privateKey().scalar().toHash().toHex()));
    try (KopiProcess process = KopiProcess.start(directory.resolve("propose.log"), command)) {
      String output = process.output().strip();
      assertThat(output).as(process.log()).startsWith("game 0x");
      return Address.fromHex(output.substring("game ".length()));
    }
  }
}
