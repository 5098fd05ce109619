package dev.kopi.services.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.EngineRig;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingBlocksTest {
  private static final Hash PARENT = UInt256.of(1).toHash();

  private static Block block(Hash parent, int number, int transactions) {
    return new Block(
        new HeaderBuilder().parentHash(parent).number(number).build(),
        Collections.nCopies(transactions, EngineRig.deposit(number)),
        List.of(),
        List.of());
  }

  @Test
  void givesTheChildrenOfABlockOnceInTheirOrder() {
    WaitingBlocks waiting = new WaitingBlocks(10, 1 << 20);
    Block first = block(PARENT, 1, 0);
    Block second = block(PARENT, 2, 0);
    Block grandchild = block(first.hash(), 3, 0);
    for (Block one : List.of(first, grandchild, second, first)) {
      waiting.add(one);
    }
    assertThat(waiting.size()).isEqualTo(3);
    assertThat(waiting.takeChildren(PARENT)).containsExactly(first, second);
    assertThat(waiting.takeChildren(PARENT)).isEmpty();
    assertThat(waiting.takeChildren(first.hash())).containsExactly(grandchild);
    assertThat(waiting.size()).isZero();
  }

  @Test
  void evictsTheOldestAboveTheNumberOfBlocks() {
    WaitingBlocks waiting = new WaitingBlocks(2, 1 << 20);
    Block oldest = block(PARENT, 1, 0);
    waiting.add(oldest);
    waiting.add(block(PARENT, 2, 0));
    waiting.add(block(PARENT, 3, 0));
    assertThat(waiting.size()).isEqualTo(2);
    assertThat(waiting.contains(oldest.hash())).isFalse();
    assertThat(waiting.takeChildren(PARENT)).hasSize(2);
  }

  @Test
  void evictsTheOldestAboveTheirMemory() {
    WaitingBlocks waiting = new WaitingBlocks(100, 20_000);
    for (int i = 0; i < 10; i++) {
      waiting.add(block(PARENT, i, 5));
    }
    assertThat(waiting.size()).isBetween(1, 5);
    waiting.add(block(PARENT, 99, 100));
    assertThat(waiting.size()).isZero();
  }
}
