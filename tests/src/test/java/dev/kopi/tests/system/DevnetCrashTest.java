package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.SyncStatus;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole devnet dies at once, again and again, at instants chosen at random. */
class DevnetCrashTest {
  private static final int CRASHES = 4;

  @TempDir private Path directory = Path.of("");

  @Test
  void goesOnFromItsDirectoryAndKeepsEverySafeBlock() throws InterruptedException {
    long seed = System.nanoTime();
    System.out.println("instants of the crashes come from seed " + seed);
    Random random = new Random(seed);
    Path datadir = directory.resolve("chain");
    long safe = 0;
    Hash hash = null;
    for (int crash = 0; crash < CRASHES; crash++) {
      RunningDevnet devnet = RunningDevnet.start(datadir, "--l1-slot=1");
      try {
        if (hash != null) {
          assertThat(devnet.hashAt("sequencer", safe)).as("safe block %d", safe).isEqualTo(hash);
          assertThat(devnet.hashAt("verifier", safe)).as("safe block %d", safe).isEqualTo(hash);
        }
        long before = safe;
        Await.until(
            "the verifier's safe head moves beyond " + before,
            () -> {
              devnet.transfer();
              return devnet.safe("verifier") > before + 2;
            },
            devnet::log);
        Thread.sleep(random.nextInt(1500));
        SyncStatus last = devnet.node("verifier").syncStatus();
        safe = last.safeL2().number();
        hash = last.safeL2().hash();
      } finally {
        devnet.kill();
      }
    }
    try (RunningDevnet devnet = RunningDevnet.start(datadir, "--l1-slot=1")) {
      long end = safe;
      assertThat(devnet.hashAt("verifier", end)).isEqualTo(hash);
      Await.until(
          "both nodes go on beyond " + end,
          () -> devnet.safe("verifier") > end + 2 && devnet.safe("sequencer") > end + 2,
          devnet::log);
      for (long number = 0; number <= end; number++) {
        assertThat(devnet.hashAt("verifier", number))
            .as("block %d", number)
            .isEqualTo(devnet.hashAt("sequencer", number));
      }
    }
  }
}
