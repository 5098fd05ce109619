package dev.kopi.tests.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.adapters.store.tools.StoreTools;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.trie.Tasks;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kopi import} as a process of its own, killed at random instants: the store opens on a
 * whole block of the chain, not older than the one it was on before, everything in it is right, and
 * the next import goes on from there. {@code -Dkopi.kills=N} says how often; with {@code
 * -Dkopi.all=true} it is 200 times.
 */
final class ImportKillTest {
  private static final long SEED = Long.getLong("kopi.seed", 7);
  private static final int KILLS =
      Integer.getInteger("kopi.kills", Boolean.getBoolean("kopi.all") ? 200 : 3);

  private static final int MIXED_BLOCKS = 250;

  @TempDir Path directory;

  @Test
  void reopensOnAWholeBlockAndGoesOn() throws Exception {
    GeneratedChain chain = GeneratedChain.write(directory.resolve("chain"), SEED, MIXED_BLOCKS);
    Random random = new Random(SEED);
    int store = 0;
    int ended = 0;
    int killed = 0;
    long before = 0;
    long moved = 0;
    long entries = 0;
    // A slow machine may keep no block in that time: it is then given more, until it does.
    int longest = 1500;
    while (killed < KILLS || moved == 0) {
      Path data = directory.resolve("data-" + store);
      boolean whole = importUntilKilled(chain, data, random.nextInt(longest));
      try (StoreTools tools = StoreTools.open(data.resolve("chain"), StoreOptions.DEFAULT)) {
        StoreTools.Facts facts = tools.inspect();
        Header head = tools.store().header(facts.heads().head());
        assertThat(head).isNotNull();
        assertThat(head.hash()).isEqualTo(chain.hashes.get(head.number()));
        assertThat(head.number()).isGreaterThanOrEqualTo(before);
        assertThat(tools.store().hasState(head.hash())).isTrue();
        StoreTools.Report report = tools.verify(Tasks.SEQUENTIAL, (part, done, expected) -> {});
        assertThat(report.wrong()).isEmpty();
        entries += report.checked();
        moved += head.number() - before;
        before = head.number();
        if (whole) {
          assertThat(head.hash()).isEqualTo(chain.head());
        }
      }
      if (whole) {
        ended++;
        store++;
        before = 0;
      } else {
        killed++;
        longest = moved == 0 ? Math.min(longest * 2, 120_000) : 1500;
      }
    }
    System.out.println(
        "import killed "
            + killed
            + " times (seed "
            + SEED
            + "): reopened each time on a whole block, "
            + moved
            + " blocks in all, "
            + ended
            + " whole imports, "
            + entries
            + " entries verified");
  }

  /** Whether the import came to its end before it was to be killed. */
  private static boolean importUntilKilled(GeneratedChain chain, Path data, int millis)
      throws IOException, InterruptedException {
    Process process =
        Programs.start(
            "import", "--genesis", chain.genesisFile, "--datadir", data, chain.chainFile);
    StringBuilder said = new StringBuilder();
    try (BufferedReader lines = process.inputReader()) {
      String line = lines.readLine();
      while (line != null && !line.startsWith("going on from block")) {
        said.append(line).append('\n');
        line = lines.readLine();
      }
      assertThat(line).as(said.toString()).isNotNull();
      Thread.sleep(millis);
      process.toHandle().destroyForcibly();
      for (line = lines.readLine(); line != null; line = lines.readLine()) {
        said.append(line).append('\n');
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(process.exitValue()).as(said.toString()).isIn(0, 137);
    return process.exitValue() == 0;
  }
}
