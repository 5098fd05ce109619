package dev.kopi.adapters.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a writing process at random instants: what it had said it did is there afterwards, and all
 * of it is right. {@code -Dkopi.all=true} kills 200 times.
 */
final class ChainStoreKillTest {
  private static final int STEPS = 4000;
  private static final long SEED = 42;

  @TempDir Path directory;

  @Test
  void losesNothingWhenTheProcessIsKilled() throws Exception {
    int kills = Boolean.getBoolean("kopi.all") ? 200 : 4;
    StoreModel model = new StoreModel(SEED);
    List<KilledWriter.Step> steps = KilledWriter.steps(model, SEED, STEPS);
    Random random = new Random(SEED);
    int done = -1;
    int killed = 0;
    Path store = directory.resolve("0");
    for (int i = 0; i < kills; i++) {
      int last = writeUntilKilled(store, 1 + random.nextInt(STEPS / 8), random.nextInt(3));
      assertThat(last).isGreaterThanOrEqualTo(-1);
      done = Math.max(done, last);
      killed++;
      check(store, model, steps, done, random);
      if (done >= STEPS - STEPS / 4) {
        store = directory.resolve(Integer.toString(i + 1));
        done = -1;
      }
    }
    System.out.println("killed the writer " + killed + " times; the last had done step " + done);
  }

  /**
   * Lets a process write {@code count} more steps, then kills it; the last step that it said was
   * done.
   */
  private static int writeUntilKilled(Path directory, int count, int moreMillis)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                directory.toString(),
                Long.toString(SEED),
                Integer.toString(STEPS))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int last = -1;
    try (BufferedReader lines = process.inputReader()) {
      int seen = 0;
      for (String line = lines.readLine(); line != null && !line.equals("end"); ) {
        last = Integer.parseInt(line);
        if (++seen == count) {
          Thread.sleep(moreMillis);
          process.toHandle().destroyForcibly();
        }
        line = lines.readLine();
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return last;
  }

  private static void check(
      Path directory, StoreModel model, List<KilledWriter.Step> steps, int done, Random random) {
    try (ChainStore store = ChainStores.onDisk(directory, KilledWriter.OPTIONS, model.genesis)) {
      for (int i = 0; i <= done; i++) {
        Hash hash = steps.get(i).block().block().hash();
        assertThat(store.header(hash)).isEqualTo(model.block(hash).block().header());
      }
      Hash head = store.heads().head();
      Hash expected = done < 0 ? model.genesis.block().hash() : steps.get(done).headAfter();
      Hash after = done + 1 < steps.size() ? steps.get(done + 1).headAfter() : expected;
      assertThat(head).isIn(expected, after);
      long number = model.block(head).block().number();
      for (Hash at = head; number >= 5; number--) {
        assertThat(store.canonicalHash(number)).isEqualTo(at);
        assertThat(store.hasState(at)).isTrue();
        if (random.nextInt(20) == 0 || at.equals(head)) {
          compare(model, store, at);
        }
        at = model.block(at).block().header().parentHash();
      }
    }
  }

  private static void compare(StoreModel model, ChainStore store, Hash hash) {
    StateView state = store.state(hash);
    StoreModel.State expected = model.state(hash);
    for (int i = 0; i < StoreModel.ACCOUNTS; i++) {
      Address address = StoreModel.address(i);
      assertThat(state.account(address)).isEqualTo(expected.accounts().get(address));
      for (int j = 0; j < 8; j++) {
        UInt256 slot = StoreModel.slot(j);
        assertThat(state.storage(address, slot))
            .isEqualTo(
                expected.slots().getOrDefault(new StoreModel.SlotKey(address, slot), UInt256.ZERO));
      }
    }
  }
}
