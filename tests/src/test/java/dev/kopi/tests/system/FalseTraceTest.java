package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.contracts.DisputeGameFactory;
import dev.kopi.adapters.contracts.dispute.BatchReader;
import dev.kopi.adapters.contracts.dispute.GameCalls;
import dev.kopi.adapters.contracts.dispute.GameList;
import dev.kopi.adapters.contracts.dispute.GameReader;
import dev.kopi.adapters.contracts.dispute.GameSnapshot;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.apps.deployer.parameters.DevChainAccount;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.model.GameStatus;
import dev.kopi.core.dispute.rules.BondCurve;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A villain that proposes a false output root and answers each claim of the devnet's challenger
 * with a false one, down to one step of the fault-proof program. Takes some minutes: runs with
 * {@code -Dkopi.all=true}.
 */
@EnabledIfSystemProperty(named = "kopi.all", matches = "true")
class FalseTraceTest {
  private static final Hash FALSE = Hash.fromHex("01" + "f0".repeat(31));
  private static final UInt256 ROOT_BOND = UInt256.of(80_000_000_000_000_000L);
  private static final Duration DISPUTE = Duration.ofSeconds(240);

  @TempDir private Path directory = Path.of("");

  @Test
  void aFalseExecutionIsRefutedByAStepOfTheMachine() {
    try (RunningDevnet devnet =
        RunningDevnet.start(
            directory.resolve("chain"),
            "--l1-slot=1",
            "--without=proposer",
            "--dispute.max-clock=180")) {
      Address factory = Address.fromHex(devnet.value("contracts", "DisputeGameFactory"));
      BatchReader reader =
          new BatchReader(
              new HttpRpcClient(URI.create(devnet.value("l1", "rpc")), Duration.ofSeconds(10)));
      EthClient l1 = devnet.chain("l1");
      Sender villain =
          new Sender(
              l1, UInt256.of(900), MnemonicAccount.TEN.get(4).privateKey(), NativeCrypto.create());
      Await.until("there are safe blocks", () -> devnet.safe("sequencer") > 7, devnet::log);
      long start = System.nanoTime();
      villain.call(
          factory, ROOT_BOND, DisputeGameFactory.create(0, FALSE, DisputeGameFactory.extraData(7)));
      GameList list = new GameList(reader, factory);
      Await.until("the game is there", () -> list.count(EthClient.LATEST) == 1, devnet::log);
      Address game = list.between(0, 1, EthClient.LATEST).getFirst().address();
      GameReader games = new GameReader(reader);
      int maxDepth =
          Objects.requireNonNull(games.facts(game, EthClient.LATEST)).parameters().maxDepth();
      BondCurve bonds = BondCurve.of(maxDepth);

      int answered = 0;
      GameSnapshot now = games.snapshot(game, EthClient.LATEST);
      while (now.claims().stream().noneMatch(claim -> claim.depth() == maxDepth)
          || !now.claims().getLast().isCountered()) {
        Claim last = now.claims().getLast();
        assertThat(System.nanoTime() - start).as(devnet.log()).isLessThan(DISPUTE.toNanos());
        if (last.index() > answered && !last.claimant().equals(villain.address())) {
          villain.call(
              game,
              bonds.at(last.depth() + 1),
              GameCalls.move(true, last.value(), last.index(), FALSE));
          answered = last.index();
        }
        pause();
        now = games.snapshot(game, EthClient.LATEST);
      }
      System.out.println("one step executed after " + seconds(start) + " s");
      assertThat(now.claims().getLast().counteredBy())
          .isEqualTo(DevChainAccount.CHALLENGER.address());
      Await.until(
          "the root is refuted",
          () -> games.snapshot(game, EthClient.LATEST).status() == GameStatus.CHALLENGER_WINS,
          devnet::log);
      System.out.println("resolved after " + seconds(start) + " s");
    }
  }

  private static long seconds(long since) {
    return Duration.ofNanos(System.nanoTime() - since).toSeconds();
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
