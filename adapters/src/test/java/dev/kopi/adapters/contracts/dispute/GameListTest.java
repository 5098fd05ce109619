package dev.kopi.adapters.contracts.dispute;

import static dev.kopi.adapters.contracts.dispute.FakeContracts.contract;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;

class GameListTest {
  private static final String BLOCK = Hash.ofWords(1, 2, 3, 4).toHex();

  private final FakeContracts l1 = new FakeContracts();
  private final GameList list = new GameList(new BatchReader(l1), contract(0));

  /** Games that are created at 1000, 1010, … */
  private void games(int count) {
    l1.answer(contract(0), "gameCount()", List.of(), AbiValue.of(count));
    for (int i = 0; i < count; i++) {
      l1.answer(
          contract(0),
          "gameAtIndex(uint256)",
          List.of(AbiValue.of(i)),
          AbiValue.of(i % 2),
          AbiValue.of(1000L + 10 * i),
          AbiValue.of(contract(i + 1)));
    }
  }

  @Test
  void listsGamesOldestFirst() {
    games(3);
    assertThat(list.since(0, BLOCK))
        .containsExactly(
            new GameList.Entry(0, 0, 1000, contract(1)),
            new GameList.Entry(1, 1, 1010, contract(2)),
            new GameList.Entry(2, 0, 1020, contract(3)));
  }

  @Test
  void stopsAtTheFirstGameThatIsTooOld() {
    games(250);
    List<GameList.Entry> recent = list.since(1000 + 10 * 180, BLOCK);
    assertThat(recent).hasSize(70);
    assertThat(recent.getFirst().index()).isEqualTo(180);
    assertThat(recent.getLast().index()).isEqualTo(249);
    // The count and one batch.
    assertThat(l1.batchSizes).containsExactly(1, 100);
  }

  @Test
  void readsAllGamesInBatchesOfAHundredAtTheSameBlock() {
    games(250);
    assertThat(list.since(0, BLOCK)).hasSize(250);
    assertThat(l1.batchSizes).containsExactly(1, 100, 100, 50);
    assertThat(l1.blocks).containsOnly(BLOCK);
  }

  @Test
  void anEmptyFactoryHasNoGames() {
    games(0);
    assertThat(list.since(0, BLOCK)).isEmpty();
  }

  @Test
  void aFactoryThatRevertsIsAnError() {
    assertThatThrownBy(() -> list.count(BLOCK)).isInstanceOf(RpcException.class);
  }
}
