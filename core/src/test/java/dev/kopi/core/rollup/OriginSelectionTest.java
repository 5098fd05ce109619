package dev.kopi.core.rollup;

import static dev.kopi.core.rollup.RollupConfigs.hash;
import static dev.kopi.core.rollup.RollupConfigs.l1;
import static dev.kopi.core.rollup.RollupConfigs.l2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.rollup.OriginSelection.Choice;
import dev.kopi.core.rollup.OriginSelection.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OriginSelectionTest {
  private final RollupConfig config = RollupConfigs.upTo(OpFork.CANYON);
  private final L1BlockRef current = l1(100, 1000);

  @Test
  void adoptsTheNextOriginOnceTheL2BlockIsNotOlder() {
    L1BlockRef next = l1(101, 1012);
    assertThat(choose(1010, next, false)).isEqualTo(new Choice.Chosen(next));
  }

  @Test
  void staysWhileTheL2BlockWouldBeOlderThanTheNextOrigin() {
    assertThat(choose(1009, l1(101, 1012), false)).isEqualTo(new Choice.Chosen(current));
  }

  @Test
  void staysWhenTheNextOriginIsNotKnownAndTheDriftAllowsIt() {
    assertThat(choose(1598, null, false)).isEqualTo(new Choice.Chosen(current));
  }

  @Test
  void needsTheNextOriginWhenTheDriftWouldBeExceeded() {
    assertThat(choose(1599, null, false)).isEqualTo(new Choice.NextOriginNeeded());
  }

  @Test
  void driftIsThirtyMinutesFromFjordOn() {
    RollupConfig fjord = RollupConfigs.upTo(OpFork.FJORD);
    assertThat(OriginSelection.choose(fjord, l2(5, 2798, current), current, null, false))
        .isEqualTo(new Choice.Chosen(current));
    assertThat(OriginSelection.choose(fjord, l2(5, 2799, current), current, null, false))
        .isEqualTo(new Choice.NextOriginNeeded());
  }

  @Test
  void waitsForTheNextOriginInRecovery() {
    assertThat(choose(1010, null, true)).isEqualTo(new Choice.NextOriginNeeded());
  }

  @Test
  void noticesAnOrphanedNextOrigin() {
    L1BlockRef other = new L1BlockRef(hash(9, 101), 101, hash(9, 100), 1012);
    assertThat(choose(1010, other, false))
        .isEqualTo(new Choice.Inconsistent(Reason.NEXT_ORIGIN_ORPHANED, other));
  }

  @Test
  void noticesThatTheHeadStandsOnAnotherOrigin() {
    L1BlockRef other = new L1BlockRef(hash(9, 100), 100, hash(9, 99), 1000);
    assertThat(OriginSelection.choose(config, l2(5, 1010, current), other, null, false))
        .isEqualTo(new Choice.Inconsistent(Reason.ORIGIN_OF_HEAD_DIFFERS, other));
  }

  @Test
  void hidesBlocksThatAreNotDeepEnough() {
    assertThat(OriginSelection.isDeepEnough(96, 100L, 4)).isTrue();
    assertThat(OriginSelection.isDeepEnough(97, 100L, 4)).isFalse();
    assertThat(OriginSelection.isDeepEnough(101, 100L, 0)).isTrue();
    assertThat(OriginSelection.isDeepEnough(97, null, 4)).isTrue();
    assertThat(OriginSelection.isDeepEnough(0, 1L, 4)).isTrue();
  }

  private Choice choose(long headTime, @Nullable L1BlockRef next, boolean recover) {
    return OriginSelection.choose(config, l2(5, headTime, current), current, next, recover);
  }
}
