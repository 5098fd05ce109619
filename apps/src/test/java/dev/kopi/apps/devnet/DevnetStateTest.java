package dev.kopi.apps.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.apps.deployer.parameters.FaultProofParameters;
import dev.kopi.apps.deployer.parameters.ForkSchedule;
import dev.kopi.apps.deployer.parameters.GameOverrides;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.primitives.Hash;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a data directory remembers. */
class DevnetStateTest {
  @TempDir private Path directory;

  private DevnetOptions options(long slotSeconds, ForkSchedule forks) {
    return options(directory, slotSeconds, forks);
  }

  /** Options of a devnet in a directory. */
  static DevnetOptions options(Path directory, long slotSeconds, ForkSchedule forks) {
    return new DevnetOptions(
        directory,
        900,
        901,
        slotSeconds,
        1,
        true,
        Set.of(),
        forks,
        FaultProofParameters.Profile.FAST,
        GameOverrides.NONE,
        new DevnetOptions.BatchOptions(true, false, "zlib"),
        12,
        UpgradeTransactions.unknown(),
        null);
  }

  @Test
  void theSameOptionsFindTheSameGenesisTimeAgain() {
    DevnetOptions options = options(2, ForkSchedule.parse("holocene=30"));
    assertThat(DevnetState.openOrCreate(directory, options, 1000).genesisTimeSeconds())
        .isEqualTo(1000);
    assertThat(DevnetState.openOrCreate(directory, options, 2000).genesisTimeSeconds())
        .isEqualTo(1000);
  }

  @Test
  void keepsThePrestateOfItsFirstStart() {
    DevnetOptions options = options(2, ForkSchedule.DEFAULT);
    assertThat(DevnetState.openOrCreate(directory, options, 1000).absolutePrestate()).isNull();
    DevnetState.remember(directory, Hash.ofWords(1, 2, 3, 4));
    assertThat(DevnetState.openOrCreate(directory, options, 2000))
        .isEqualTo(new DevnetState(1000, Hash.ofWords(1, 2, 3, 4)));
  }

  @Test
  void otherOptionsAreRefused() {
    DevnetState.openOrCreate(directory, options(2, ForkSchedule.DEFAULT), 1000);
    assertThatThrownBy(() ->
            DevnetState.openOrCreate(directory, options(2, ForkSchedule.parse("holocene")), 1000))
        .hasMessageContaining("made with other options");
    assertThatThrownBy(
            () -> DevnetState.openOrCreate(directory, options(3, ForkSchedule.DEFAULT), 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("made with other options");
  }

  @Test
  void aDamagedFileIsNamed() throws Exception {
    Files.writeString(directory.resolve("devnet.json"), "[");
    assertThatThrownBy(
            () -> DevnetState.openOrCreate(directory, options(2, ForkSchedule.DEFAULT), 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("devnet.json is damaged");
  }
}
