package dev.kopi.tests.system;

import dev.kopi.adapters.contracts.DisputeGameFactory;
import dev.kopi.adapters.contracts.FaultDisputeGame;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.core.primitives.Address;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DisputeGameKeeperTest {
  private static final long DEFENDER_WINS = 2;

  @TempDir private Path directory = Path.of("");

  @Test
  void resolvesGamesWhoseClocksHaveRunOut() {
    try (RunningDevnet devnet =
        RunningDevnet.start(directory.resolve("chain"), "--l1-slot=1", "--without=challenger")) {
      EthClient l1 = devnet.chain("l1");
      DisputeGameFactory games =
          new DisputeGameFactory(
              l1, Address.fromHex(devnet.value("contracts", "DisputeGameFactory")));
      Await.until(
          "two games are won by who proposed",
          () -> {
            for (long index = 0; index < 2; index++) {
              Address game = games.gameAt(index).proxy();
              if (new FaultDisputeGame(l1, game).status() != DEFENDER_WINS) {
                return false;
              }
            }
            return true;
          },
          devnet::log);
    }
  }
}
