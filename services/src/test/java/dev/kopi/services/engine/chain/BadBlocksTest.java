package dev.kopi.services.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;

class BadBlocksTest {
  private static Block block(long number) {
    return new Block(new HeaderBuilder().number(number).build(), List.of(), List.of(), null);
  }

  @Test
  void keepsTheTenHighestOnce() {
    BadBlocks blocks = new BadBlocks();
    for (long number : new long[] {3, 1, 12, 5, 7, 2, 9, 11, 4, 6, 8, 10, 12}) {
      blocks.add(block(number));
    }
    assertThat(blocks.newestFirst())
        .extracting(Block::number)
        .containsExactly(12L, 11L, 10L, 9L, 8L, 7L, 6L, 5L, 4L, 3L);
    assertThat(blocks.get(block(5).hash())).isEqualTo(block(5));
    assertThat(blocks.get(Hash.ZERO)).isNull();
  }

  @Test
  void keepsNoMoreBytesThanAllowed() {
    BadBlocks blocks = new BadBlocks(2 * block(1).encodedSize());
    for (long number = 1; number <= 3; number++) {
      blocks.add(block(number));
    }
    assertThat(blocks.newestFirst()).extracting(Block::number).containsExactly(3L, 2L);
  }
}
