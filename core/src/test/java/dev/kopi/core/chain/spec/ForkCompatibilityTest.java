package dev.kopi.core.chain.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.spec.ChainSpec.BlobScheduleEntry;
import dev.kopi.core.chain.spec.ForkCompatibility.Mismatch;
import dev.kopi.core.primitives.UInt256;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A chain may go on under other rules only when they differ above its head. */
class ForkCompatibilityTest {
  private static final long GENESIS = 1000;
  private static final long HEAD = 50;
  private static final long HEAD_SECONDS = 1100;

  @ParameterizedTest
  @EnumSource(value = Fork.class, names = "FRONTIER", mode = EnumSource.Mode.EXCLUDE)
  void refusesL1ForkMovedBelowHead(Fork fork) {
    long below = fork.byTimestamp() ? 1050 : 20;
    Mismatch mismatch = check(l1(Map.of()), l1(Map.of(fork, below)));
    assertThat(mismatch).isNotNull();
    String unit = fork.byTimestamp() ? "timestamp" : "block";
    assertThat(mismatch.message())
        .startsWith("mismatching ")
        .contains(" fork " + unit + " in database (have " + unit + " nil, want " + unit)
        .endsWith("rewindto " + unit + " " + (below - 1) + ")");
  }

  @ParameterizedTest
  @EnumSource(value = Fork.class, names = "FRONTIER", mode = EnumSource.Mode.EXCLUDE)
  void refusesL1ForkMovedFromBelowHeadToAbove(Fork fork) {
    long below = fork.byTimestamp() ? 1050 : 20;
    long above = fork.byTimestamp() ? 1150 : 60;
    Mismatch mismatch = check(l1(Map.of(fork, below)), l1(Map.of(fork, above)));
    assertThat(mismatch).isNotNull();
    assertThat(mismatch.rewindTo()).isEqualTo(below - 1);
    assertThat(mismatch.byTimestamp()).isEqualTo(fork.byTimestamp());
  }

  @ParameterizedTest
  @EnumSource(value = Fork.class, names = "FRONTIER", mode = EnumSource.Mode.EXCLUDE)
  void acceptsL1ForkMovedAboveHead(Fork fork) {
    long above = fork.byTimestamp() ? 1101 : 51;
    assertThat(check(l1(Map.of()), l1(Map.of(fork, above)))).isNull();
    assertThat(check(l1(Map.of(fork, above + 9)), l1(Map.of(fork, above)))).isNull();
    assertThat(check(l1(Map.of(fork, above)), l1(Map.of()))).isNull();
  }

  @ParameterizedTest
  @EnumSource(
      value = OpFork.class,
      names = {"BEDROCK", "DELTA"},
      mode = EnumSource.Mode.EXCLUDE)
  void refusesOpForkMovedBelowHead(OpFork fork) {
    Mismatch mismatch = check(op(Map.of(fork, 1150L)), op(Map.of(fork, 1100L)));
    assertThat(mismatch).isNotNull();
    String name = fork.name().charAt(0) + fork.name().substring(1).toLowerCase(Locale.ROOT);
    assertThat(mismatch.message())
        .isEqualTo(
            "mismatching "
                + name
                + " fork timestamp in database (have timestamp 1150, want timestamp 1100,"
                + " rewindto timestamp 1099)");
  }

  @Test
  void acceptsAGenesisThatDoesNotNameDelta() {
    assertThat(check(op(Map.of(OpFork.DELTA, 0L)), op(Map.of()))).isNull();
  }

  @ParameterizedTest
  @EnumSource(value = OpFork.class, names = "BEDROCK", mode = EnumSource.Mode.EXCLUDE)
  void acceptsOpForkMovedAboveHead(OpFork fork) {
    assertThat(check(op(Map.of(fork, 1150L)), op(Map.of(fork, 1101L)))).isNull();
    assertThat(check(op(Map.of()), op(Map.of(fork, 1101L)))).isNull();
  }

  @Test
  void refusesOpForkThatIsTakenAway() {
    Mismatch mismatch = check(op(Map.of(OpFork.CANYON, 1050L)), op(Map.of()));
    assertThat(mismatch).isNotNull();
    assertThat(mismatch.message())
        .isEqualTo(
            "mismatching Canyon fork timestamp in database (have timestamp 1050, want timestamp"
                + " nil, rewindto timestamp 1049)");
  }

  @Test
  void refusesOpForkMovedFromGenesisToBelowHead() {
    assertThat(check(op(Map.of(OpFork.CANYON, 0L)), op(Map.of(OpFork.CANYON, 1050L)))).isNotNull();
  }

  @Test
  void acceptsTimestampsUpToGenesisAsAlike() {
    assertThat(check(op(Map.of(OpFork.CANYON, 0L)), op(Map.of(OpFork.CANYON, GENESIS)))).isNull();
    assertThat(check(l1(Map.of(Fork.CANCUN, 0L)), l1(Map.of(Fork.CANCUN, 999L)))).isNull();
  }

  @Test
  void namesLowestMismatch() {
    Mismatch mismatch =
        check(
            l1(Map.of(Fork.BERLIN, 40L, Fork.LONDON, 45L)),
            l1(Map.of(Fork.BERLIN, 41L, Fork.LONDON, 10L)));
    assertThat(mismatch).isNotNull();
    assertThat(mismatch.what()).isEqualTo("London fork block");
    assertThat(mismatch.rewindTo()).isEqualTo(9);
  }

  @Test
  void acceptsPetersburgThatBecomesExplicit() {
    assertThat(
            check(
                l1(Map.of(Fork.CONSTANTINOPLE, 10L)),
                l1(Map.of(Fork.CONSTANTINOPLE, 10L, Fork.PETERSBURG, 10L))))
        .isNull();
  }

  @Test
  void refusesOtherDaoFork() {
    ChainSpec with = spec(1, Map.of(), 20L, List.of(), null);
    Mismatch mismatch = check(l1(Map.of()), with);
    assertThat(mismatch).isNotNull();
    assertThat(mismatch.message()).contains("DAO fork block", "rewindto block 19");
  }

  @Test
  void refusesOtherChainIdFromSpuriousDragonOn() {
    Map<Fork, Long> forks = Map.of(Fork.SPURIOUS_DRAGON, 30L);
    Mismatch mismatch = check(l1(forks), spec(2, forks, null, List.of(), null));
    assertThat(mismatch).isNotNull();
    assertThat(mismatch.message()).contains("EIP158 chain ID", "rewindto block 29");
  }

  @Test
  void refusesOtherBlobParametersBelowHead() {
    ChainSpec before = schedule(new BlobScheduleEntry(1000, BlobParams.CANCUN));
    ChainSpec after =
        schedule(
            new BlobScheduleEntry(1000, BlobParams.CANCUN),
            new BlobScheduleEntry(1060, BlobParams.BPO1));
    Mismatch mismatch = check(before, after);
    assertThat(mismatch).isNotNull();
    assertThat(mismatch.message()).contains("blob schedule", "rewindto timestamp 1059");
  }

  private static @Nullable Mismatch check(ChainSpec stored, ChainSpec wanted) {
    return ForkCompatibility.check(stored, wanted, HEAD, HEAD_SECONDS, GENESIS);
  }

  private static ChainSpec l1(Map<Fork, Long> forks) {
    return spec(1, forks, null, List.of(), null);
  }

  private static ChainSpec op(Map<OpFork, Long> forks) {
    return spec(1, Map.of(), null, List.of(), new OpSpec(forks, 6, 50, 250));
  }

  private static ChainSpec schedule(BlobScheduleEntry... entries) {
    return spec(1, Map.of(), null, List.of(entries), null);
  }

  private static ChainSpec spec(
      long chainId,
      Map<Fork, Long> forks,
      @Nullable Long dao,
      List<BlobScheduleEntry> schedule,
      @Nullable OpSpec op) {
    Map<Fork, Long> table = new EnumMap<>(Fork.class);
    table.putAll(forks);
    return new ChainSpec(UInt256.of(chainId), table, null, dao, schedule, null, op);
  }
}
