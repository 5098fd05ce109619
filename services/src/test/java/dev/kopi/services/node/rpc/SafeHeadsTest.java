package dev.kopi.services.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L2BlockRef;
import org.junit.jupiter.api.Test;

class SafeHeadsTest {
  private final SafeHeads heads = new SafeHeads(3);

  private static BlockId l1(long number) {
    return new BlockId(Hash.ofWords(1, 0, 0, number), number);
  }

  private static L2BlockRef l2(long number) {
    return new L2BlockRef(
        Hash.ofWords(2, 0, 0, number), number, Hash.ZERO, number, new BlockId(Hash.ZERO, 0), 0);
  }

  @Test
  void answersWithTheSafeHeadAtOrBeforeAnL1Block() {
    heads.moved(l2(10), l1(5));
    heads.moved(l2(12), l1(8));
    assertThat(heads.at(4)).isNull();
    assertThat(heads.at(7)).isEqualTo(new SafeHeads.Entry(l1(5), l2(10).id()));
    assertThat(heads.at(100)).isEqualTo(new SafeHeads.Entry(l1(8), l2(12).id()));
  }

  @Test
  void keepsTheLastSafeHeadOfAnL1Block() {
    heads.moved(l2(10), l1(5));
    heads.moved(l2(11), l1(5));
    assertThat(heads.at(5)).isEqualTo(new SafeHeads.Entry(l1(5), l2(11).id()));
  }

  @Test
  void evictsTheOldest() {
    for (long number = 1; number <= 5; number++) {
      heads.moved(l2(number), l1(number));
    }
    assertThat(heads.at(2)).isNull();
    assertThat(heads.at(3)).isNotNull();
  }

  @Test
  void aResetRemovesLaterEntries() {
    heads.moved(l2(10), l1(5));
    heads.moved(l2(12), l1(8));
    heads.reset(l2(12));
    assertThat(heads.at(100)).isEqualTo(new SafeHeads.Entry(l1(5), l2(10).id()));
  }

  @Test
  void aLowerL1BlockRemovesLaterEntries() {
    heads.moved(l2(10), l1(5));
    heads.moved(l2(12), l1(8));
    heads.moved(l2(11), l1(6));
    assertThat(heads.at(100)).isEqualTo(new SafeHeads.Entry(l1(6), l2(11).id()));
  }
}
