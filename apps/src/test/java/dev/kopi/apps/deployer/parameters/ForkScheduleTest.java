package dev.kopi.apps.deployer.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.chain.spec.OpFork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForkScheduleTest {
  @Test
  void aNameIsTheNewestForkAtGenesis() {
    ForkSchedule schedule = ForkSchedule.parse("isthmus");
    assertThat(schedule.genesisFork()).isEqualTo(OpFork.ISTHMUS);
    assertThat(schedule.offsetsSeconds()).doesNotContainKey(OpFork.JOVIAN);
    assertThat(schedule.later()).isEmpty();
    assertThat(ForkSchedule.parse("karst")).isEqualTo(ForkSchedule.DEFAULT);
  }

  @Test
  void forksWithATimeFollowAllThatComeBeforeThem() {
    ForkSchedule schedule = ForkSchedule.parse("isthmus=6,jovian=12");
    assertThat(schedule.genesisFork()).isEqualTo(OpFork.HOLOCENE);
    assertThat(schedule.offsetsSeconds())
        .containsEntry(OpFork.HOLOCENE, 0L)
        .containsEntry(OpFork.ISTHMUS, 6L)
        .containsEntry(OpFork.JOVIAN, 12L)
        .doesNotContainKey(OpFork.KARST);
    assertThat(schedule.later()).containsExactly(OpFork.ISTHMUS, OpFork.JOVIAN);
  }

  @Test
  void showsAsWhatItIsReadFrom() {
    for (String text : new String[] {"bedrock", "karst", "isthmus=6,jovian=12,karst=18"}) {
      assertThat(ForkSchedule.parse(text)).hasToString(text);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "isthmus=6,karst=18 | karst is scheduled without jovian, which comes before it",
        "isthmus=6,jovian=4 | jovian at 4 s comes before isthmus at 6 s",
        "isthmus=6,jovian | jovian at 0 s comes before isthmus at 6 s",
        "isthmus=6,jovian=6 | jovian and isthmus cannot activate in the same block",
        "jovian=12,karst=12 | karst and jovian cannot activate in the same block",
        "isthmus=6,isthmus=7 | isthmus is given twice",
        "isthmus=x | 'x' is not a number of seconds: it must be a whole number, at least 0",
        "isthmus=-1 | '-1' is not a number of seconds: it must be a whole number, at least 0",
        "lagoon | no fork is called 'lagoon': expected bedrock, regolith, canyon, delta, ecotone,"
            + " fjord, granite, holocene, isthmus, jovian, karst"
      })
  void refusesWhatNoChainCanHave(String text, String message) {
    assertThatThrownBy(() -> ForkSchedule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void olderForksMayShareABlock() {
    assertThat(ForkSchedule.parse("ecotone=6,fjord=6,granite=6,holocene=6,isthmus=6").later())
        .hasSize(5);
  }
}
