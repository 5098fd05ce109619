package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The live page of a devnet in Chromium: {@code tests/dashboard}. Where there is no browser a line
 * says so; with {@code CI=true} that is a failure.
 */
class DashboardTest {
  private static final int INSTALL_SECONDS = 120;
  private static final int RUN_SECONDS = 150;

  @Test
  void showsWhatRpcSays(@TempDir Path directory) throws IOException, InterruptedException {
    Path browser = browser();
    if (browser == null) {
      passOver("no Chromium: install it, or name it by KOPI_CHROMIUM");
      return;
    }
    Path suite = Files.createDirectory(directory.resolve("dashboard"));
    for (String name : List.of("package.json", "package-lock.json", "page.mjs")) {
      Files.copy(Vectors.root().resolve("tests/dashboard").resolve(name), suite.resolve(name));
    }
    Path log = directory.resolve("output.txt");
    if (run(suite, log, INSTALL_SECONDS, "npm", "ci", "--ignore-scripts") != 0) {
      passOver("playwright-core cannot be installed: " + Files.readString(log));
      return;
    }
    try (RunningDevnet devnet =
        RunningDevnet.start(
            directory.resolve("chain"), "--l1-slot=1", "--proposer.proposal-interval=4")) {
      Path description = directory.resolve("devnet.json");
      Files.writeString(description, devnet.description());
      int status =
          run(
              suite,
              log,
              RUN_SECONDS,
              "node",
              "page.mjs",
              description.toString(),
              browser.toString());
      assertThat(Files.readString(log)).contains(" passed, 0 failed");
      assertThat(status).isZero();
    }
  }

  private static void passOver(String why) {
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(why);
    }
    System.out.println("the live page is not tested: " + why.lines().findFirst().orElse(why));
    Assumptions.abort(why);
  }

  private static @Nullable Path browser() {
    String named = System.getenv("KOPI_CHROMIUM");
    Stream<String> places =
        named == null
            ? Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser")
            : Stream.of(named);
    return places.map(Path::of).filter(Files::isExecutable).findFirst().orElse(null);
  }

  /** The exit status; 124 when it is not over in time. */
  private static int run(Path folder, Path log, int seconds, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (process.waitFor(seconds, TimeUnit.SECONDS)) {
      return process.exitValue();
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    return 124;
  }
}
