package dev.kopi.services.node.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.OriginSelection.Choice;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.testkit.FakeL1;
import dev.kopi.services.node.driver.NodeRig;
import org.junit.jupiter.api.Test;

class OriginSelectorTest {
  private final NodeRig rig = NodeRig.verifier();
  private final RollupConfig config = rig.config;
  private final FakeL1 l1 = rig.l1;
  private int questions;
  private final OriginSelector selector = new OriginSelector(config, l1, 1);

  OriginSelectorTest() {
    for (int i = 0; i < 4; i++) {
      l1.mine();
    }
    l1.beforeQuestion(() -> questions++);
  }

  /** An L2 block on an L1 block, just before the next L1 block. */
  private static L2BlockRef on(L1BlockRef origin) {
    return new L2BlockRef(
        Hash.ofWords(2, 0, 0, 1), 1, Hash.ZERO, origin.timestampSeconds() + 2, origin.id(), 0);
  }

  @Test
  void takesTheNextOriginOnceItIsDeepEnough() {
    selector.onL1Head(l1.at(1));
    assertThat(selector.find(on(l1.at(0)), false)).isEqualTo(new Choice.Chosen(l1.at(0)));
    selector.onL1Head(l1.at(2));
    assertThat(selector.find(on(l1.at(0)), false)).isEqualTo(new Choice.Chosen(l1.at(1)));
  }

  @Test
  void asksForEachL1BlockOnce() {
    selector.onL1Head(l1.at(4));
    selector.find(on(l1.at(0)), false);
    int first = questions;
    selector.find(on(l1.at(0)), false);
    selector.find(on(l1.at(0)), false);
    assertThat(questions).isEqualTo(first);
    selector.find(on(l1.at(1)), false);
    assertThat(questions).isEqualTo(first + 1);
  }

  @Test
  void aReorgOfTheNextOriginIsNoticed() {
    selector.onL1Head(l1.at(4));
    selector.find(on(l1.at(2)), false);
    l1.reorg(2);
    l1.mine();
    l1.mine();
    selector.onL1Head(l1.at(4));
    assertThat(selector.find(on(l1.at(2)), false)).isEqualTo(new Choice.Chosen(l1.at(3)));
  }

  @Test
  void aHeadFarBeyondTheChainDoesNotHideBlocks() {
    selector.onL1Head(
        new L1BlockRef(Hash.ofWords(6, 0, 0, 1080), 1080, Hash.ofWords(6, 0, 0, 1079), 1));
    assertThat(selector.find(on(l1.at(3)), false)).isEqualTo(new Choice.Chosen(l1.at(4)));
    assertThat(selector.find(on(l1.at(4)), false)).isEqualTo(new Choice.Chosen(l1.at(4)));
    l1.mine();
    assertThat(selector.find(on(l1.at(4)), false)).isEqualTo(new Choice.Chosen(l1.at(5)));
  }

  @Test
  void recoverModeTakesTheNextOriginAsSoonAsItExists() {
    selector.onL1Head(l1.at(4));
    L2BlockRef late =
        new L2BlockRef(
            Hash.ofWords(2, 0, 0, 9),
            9,
            Hash.ZERO,
            l1.at(0).timestampSeconds(),
            new BlockId(l1.at(0).hash(), 0),
            3);
    assertThat(selector.find(late, true)).isEqualTo(new Choice.Chosen(l1.at(0)));
    assertThat(selector.find(on(l1.at(0)), true)).isEqualTo(new Choice.Chosen(l1.at(1)));
  }
}
