package dev.kopi.core.rollup;

import static dev.kopi.core.rollup.RollupConfigs.l1;
import static dev.kopi.core.rollup.RollupConfigs.l2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.SequencerRules.PayloadFault;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SequencerRulesTest {
  private static final Bytes DEPOSIT = Bytes.fromHex("7e00");
  private static final Bytes USER = Bytes.fromHex("02c0");

  @Test
  void excludesThePoolPastTheDrift() {
    RollupConfig config = RollupConfigs.upTo(OpFork.CANYON);
    assertThat(SequencerRules.excludesPool(config, 1600, l1(100, 1000))).isFalse();
    assertThat(SequencerRules.excludesPool(config, 1601, l1(100, 1000))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = OpFork.class,
      names = {"BEDROCK"},
      mode = EnumSource.Mode.EXCLUDE)
  void excludesThePoolFromTheFirstBlockOfSomeForks(OpFork fork) {
    Map<OpFork, Long> forks = new EnumMap<>(OpFork.class);
    forks.put(fork, 1010L);
    RollupConfig config = RollupConfigs.with(forks);
    boolean empty =
        EnumSet.of(OpFork.ECOTONE, OpFork.FJORD, OpFork.ISTHMUS, OpFork.JOVIAN, OpFork.KARST)
            .contains(fork);
    assertThat(SequencerRules.excludesPool(config, 1010, l1(100, 1000))).isEqualTo(empty);
    assertThat(SequencerRules.excludesPool(config, 1008, l1(100, 1000))).isFalse();
    assertThat(SequencerRules.excludesPool(config, 1012, l1(100, 1000))).isFalse();
  }

  @Test
  void buildsOneBlockTimeBeforeTheTimestampAndSealsShortlyBefore() {
    RollupConfig config = RollupConfigs.upTo(OpFork.CANYON);
    L2BlockRef head = l2(5, 1010, l1(100, 1000));
    assertThat(SequencerRules.buildAtMillis(config, head, 1_005_000)).isEqualTo(1_010_000);
    assertThat(SequencerRules.buildAtMillis(config, head, 1_020_000)).isEqualTo(1_020_000);
    assertThat(SequencerRules.sealAtMillis(config, head, 50, 1_010_000)).isEqualTo(1_011_950);
    assertThat(SequencerRules.sealAtMillis(config, head, 50, 1_020_000)).isEqualTo(1_020_000);
  }

  @Test
  void stallsWhenTheSafeHeadLags() {
    L2BlockRef unsafe = l2(15, 1030, l1(100, 1000));
    L2BlockRef safe = l2(5, 1010, l1(100, 1000));
    assertThat(SequencerRules.lagsTooFar(unsafe, safe, 10)).isTrue();
    assertThat(SequencerRules.lagsTooFar(unsafe, safe, 11)).isFalse();
    assertThat(SequencerRules.lagsTooFar(unsafe, safe, 0)).isFalse();
  }

  @Test
  void acceptsOnlyPayloadsThatDepositsOpen() {
    assertThat(SequencerRules.check(List.of(DEPOSIT, DEPOSIT, USER))).isNull();
    assertThat(SequencerRules.check(List.of())).isEqualTo(PayloadFault.NO_TRANSACTIONS);
    assertThat(SequencerRules.check(List.of(USER))).isEqualTo(PayloadFault.FIRST_IS_NO_DEPOSIT);
    assertThat(SequencerRules.check(List.of(DEPOSIT, USER, DEPOSIT)))
        .isEqualTo(PayloadFault.DEPOSIT_AFTER_OTHERS);
    assertThat(SequencerRules.check(List.of(DEPOSIT, Bytes.EMPTY)))
        .isEqualTo(PayloadFault.EMPTY_TRANSACTION);
  }

  @Test
  void choosesEngineVersionsByFork() {
    int[][] expected = {
      {1, 2, 2}, {1, 2, 2}, {2, 2, 2}, {2, 2, 2}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3},
      {3, 4, 4}, {3, 4, 4}, {3, 4, 5}
    };
    for (OpFork fork : OpFork.values()) {
      RollupConfig config = RollupConfigs.upTo(fork);
      int[] versions = expected[fork.ordinal()];
      assertThat(EngineVersions.forkchoiceUpdated(config, 1000))
          .as("%s", fork)
          .isEqualTo(versions[0]);
      assertThat(EngineVersions.newPayload(config, 1000)).as("%s", fork).isEqualTo(versions[1]);
      assertThat(EngineVersions.getPayload(config, 1000)).as("%s", fork).isEqualTo(versions[2]);
    }
  }
}
