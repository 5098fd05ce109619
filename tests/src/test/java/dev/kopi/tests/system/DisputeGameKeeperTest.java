package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.contracts.DisputeGameFactory;
import dev.kopi.adapters.contracts.FaultDisputeGame;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DisputeGameKeeperTest {
  private static final long IN_PROGRESS = 0;
  private static final long DEFENDER_WINS = 2;
  private static final Hash FALSE = Hash.fromHex("f0".repeat(32));

  @TempDir private Path directory = Path.of("");

  @Test
  void resolvesGamesWhoseClocksHaveRunOutButNoFalseOne() {
    try (RunningDevnet devnet =
        RunningDevnet.start(directory.resolve("chain"), "--l1-slot=1", "--without=challenger")) {
      EthClient l1 = devnet.chain("l1");
      DisputeGameFactory games =
          new DisputeGameFactory(
              l1, Address.fromHex(devnet.value("contracts", "DisputeGameFactory")));
      Address falseGame = proposeFalseRoot(l1, games);
      Await.until(
          "two games are won by who proposed",
          () -> {
            long won = 0;
            for (long index = games.gameCount() - 1; index >= 0; index--) {
              Address game = games.gameAt(index).proxy();
              if (game.equals(falseGame)) {
                // Only later games count: the clock of the false one has run out before theirs.
                break;
              }
              won += new FaultDisputeGame(l1, game).status() == DEFENDER_WINS ? 1 : 0;
            }
            return won >= 2;
          },
          devnet::log);
      assertThat(new FaultDisputeGame(l1, falseGame).status()).isEqualTo(IN_PROGRESS);
      assertThat(devnet.log()).contains(falseGame.toString(), "nobody refuted it");
    }
  }

  private static Address proposeFalseRoot(EthClient l1, DisputeGameFactory games) {
    Await.until("L1 has its first block", () -> blockOf(l1) > 0, () -> "");
    Sender villain =
        new Sender(
            l1, UInt256.of(900), MnemonicAccount.TEN.get(4).privateKey(), NativeCrypto.create());
    villain.call(
        games.address(),
        games.initBond(0),
        DisputeGameFactory.create(0, FALSE, DisputeGameFactory.extraData(1)));
    Await.until("the false game is there", () -> falseGame(l1, games).isPresent(), () -> "");
    return falseGame(l1, games).orElseThrow();
  }

  private static Optional<Address> falseGame(EthClient l1, DisputeGameFactory games) {
    return LongStream.range(0, games.gameCount())
        .mapToObj(index -> games.gameAt(index).proxy())
        .filter(game -> new FaultDisputeGame(l1, game).rootClaim().equals(FALSE))
        .findFirst();
  }

  private static long blockOf(EthClient l1) {
    return Objects.requireNonNull(l1.header(EthClient.LATEST)).number();
  }
}
