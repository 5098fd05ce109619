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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A challenger that is killed after each of its moves, against a villain that answers them all.
 * Takes a minute: runs with {@code -Dkopi.all=true}.
 */
@EnabledIfSystemProperty(named = "kopi.all", matches = "true")
class KilledChallengerTest {
  private static final Hash FALSE = Hash.fromHex("f0".repeat(32));
  private static final int MOVES = 4;
  private static final UInt256 GWEI = UInt256.of(1_000_000_000);
  private static final UInt256 ROOT_BOND = UInt256.of(80_000_000_000_000_000L);

  @TempDir private Path directory = Path.of("");

  @Test
  void makesNoMoveTwiceAndForgetsNone() {
    try (RunningDevnet devnet =
        RunningDevnet.start(
            directory.resolve("chain"),
            "--l1-slot=1",
            "--without=challenger,keeper,proposer",
            "--dispute.max-clock=40")) {
      Address factory = Address.fromHex(devnet.value("contracts", "DisputeGameFactory"));
      BatchReader reader =
          new BatchReader(
              new HttpRpcClient(URI.create(devnet.value("l1", "rpc")), Duration.ofSeconds(10)));
      EthClient l1 = devnet.chain("l1");
      Sender villain =
          new Sender(
              l1, UInt256.of(900), MnemonicAccount.TEN.get(4).privateKey(), NativeCrypto.create());
      Await.until("there are safe blocks", () -> devnet.safe("sequencer") > 7, devnet::log);
      villain.call(
          factory, ROOT_BOND, DisputeGameFactory.create(0, FALSE, DisputeGameFactory.extraData(7)));
      GameList list = new GameList(reader, factory);
      Await.until("the game is there", () -> list.count(EthClient.LATEST) == 1, devnet::log);
      Address game = list.between(0, 1, EthClient.LATEST).getFirst().address();
      GameReader games = new GameReader(reader);
      BondCurve bonds =
          BondCurve.of(
              Objects.requireNonNull(games.facts(game, EthClient.LATEST)).parameters().maxDepth());

      for (int move = 1; move <= MOVES; move++) {
        int expected = 2 * move;
        try (KopiProcess challenger = challenger(devnet, factory, move)) {
          Await.until(
              "move " + move,
              () -> claims(games, game).size() == expected,
              () -> challenger.log() + devnet.log());
          challenger.kill();
        }
        if (move < MOVES) {
          Claim last = claims(games, game).getLast();
          villain.call(
              game,
              bonds.at(last.depth() + 1),
              GameCalls.move(true, last.value(), last.index(), FALSE));
          Await.until(
              "answer " + move, () -> claims(games, game).size() == expected + 1, devnet::log);
        }
      }
      try (KopiProcess challenger = challenger(devnet, factory, MOVES + 1)) {
        Await.until(
            "the root is refuted",
            () -> games.snapshot(game, EthClient.LATEST).status() == GameStatus.CHALLENGER_WINS,
            challenger::log);
      }
      GameSnapshot end = games.snapshot(game, EthClient.LATEST);
      assertThat(end.claims()).hasSize(2 * MOVES);
      Map<Address, List<Claim>> byClaimant =
          end.claims().stream().collect(Collectors.groupingBy(Claim::claimant));
      assertThat(byClaimant.get(DevChainAccount.CHALLENGER.address())).hasSize(MOVES);
      assertThat(byClaimant.keySet())
          .isEqualTo(Set.of(villain.address(), DevChainAccount.CHALLENGER.address()));
    }
  }

  private static List<Claim> claims(GameReader games, Address game) {
    return games.snapshot(game, EthClient.LATEST).claims();
  }

  private KopiProcess challenger(RunningDevnet devnet, Address factory, int run) {
    return KopiProcess.start(
        directory.resolve("challenger-" + run + ".log"),
        List.of(
            "challenger",
            "--l1-eth-rpc=" + devnet.value("l1", "rpc"),
            "--l1-beacon=" + devnet.value("l1", "beacon"),
            "--rollup-rpc=" + devnet.value("sequencer", "node"),
            "--l2-eth-rpc=" + devnet.value("sequencer", "rpc"),
            "--game-factory-address=" + factory,
            "--datadir=" + directory.resolve("challenger"),
            "--game-types=cannon",
            "--prestates-url=" + directory.resolve("prestates").toUri(),
            "--unsafe-allow-invalid-prestate",
            "--http-poll-interval=250ms",
            "--num-confirmations=1",
            "--txmgr.receipt-query-interval=300ms",
            "--private-key=" + DevChainAccount.CHALLENGER.privateKey().scalar().toHash().toHex()));
  }
}
