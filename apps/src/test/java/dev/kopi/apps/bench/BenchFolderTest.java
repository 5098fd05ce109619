package dev.kopi.apps.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A benchmark leaves nothing behind. */
class BenchFolderTest {
  @TempDir private Path directory = Path.of("");

  /** A benchmark with a process of its own, which does not end by itself. */
  static final class EndlessBench {
    private EndlessBench() {}

    /** Prints the process id of its child. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
      try (BenchFolder folder = BenchFolder.create()) {
        Files.writeString(folder.path().resolve("log"), "");
        Process child = new ProcessBuilder("sleep", "600").start();
        System.out.println(child.pid());
        child.waitFor();
      }
    }
  }

  @Test
  void isRemovedAtTheEnd() throws IOException {
    Path path;
    try (BenchFolder folder = BenchFolder.create()) {
      path = folder.path();
      Files.writeString(Files.createDirectories(path.resolve("a/b")).resolve("c"), "");
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void isRemovedWithItsProcessesWhenInterrupted() throws Exception {
    String real = System.getProperty("surefire.test.class.path");
    Process bench =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Djava.io.tmpdir=" + directory,
                    "-cp",
                    real == null ? System.getProperty("java.class.path") : real,
                    EndlessBench.class.getName()))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = bench.inputReader()) {
      ProcessHandle child =
          ProcessHandle.of(Long.parseLong(String.valueOf(output.readLine()))).orElseThrow();
      assertThat(list()).hasSize(1);
      bench.destroy();
      assertThat(bench.waitFor(30, TimeUnit.SECONDS)).isTrue();
      child.onExit().get(30, TimeUnit.SECONDS);
      assertThat(list()).isEmpty();
    } finally {
      bench.descendants().forEach(ProcessHandle::destroyForcibly);
      bench.destroyForcibly();
    }
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> !file.endsWith("hsperfdata")).toList();
    }
  }
}
