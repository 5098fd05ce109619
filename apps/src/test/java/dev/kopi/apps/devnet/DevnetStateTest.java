package dev.kopi.apps.devnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kopi.apps.deployer.FaultProofParameters;
import dev.kopi.core.chain.OpFork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a data directory remembers. */
class DevnetStateTest {
  @TempDir private Path directory;

  private DevnetOptions options(long slotSeconds, Map<OpFork, Long> forks) {
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
        new DevnetOptions.BatchOptions(true, false, "zlib"),
        12,
        null);
  }

  @Test
  void theSameOptionsFindTheSameGenesisTimeAgain() {
    DevnetOptions options = options(2, Map.of(OpFork.HOLOCENE, 30L));
    assertEquals(1000, DevnetState.openOrCreate(directory, options, 1000).genesisTimeSeconds());
    assertEquals(1000, DevnetState.openOrCreate(directory, options, 2000).genesisTimeSeconds());
  }

  @Test
  void otherOptionsAreRefused() {
    DevnetState.openOrCreate(directory, options(2, Map.of()), 1000);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> DevnetState.openOrCreate(directory, options(3, Map.of()), 1000));
    assertEquals(true, refused.getMessage().contains("made with other options"));
  }

  @Test
  void aDamagedFileIsNamed() throws Exception {
    Files.writeString(directory.resolve("devnet.json"), "[");
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> DevnetState.openOrCreate(directory, options(2, Map.of()), 1000));
    assertEquals(true, refused.getMessage().contains("devnet.json is damaged"));
  }
}
