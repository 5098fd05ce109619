package dev.kopi.apps.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.services.lifecycle.RoleHealth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process whose role cannot go on ends with a status that says so, even without memory. */
class ProcessEndTest {
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path directory = Path.of("");

  @Test
  void endsWhenHeapIsExhaustedInOwnersLoop() throws Exception {
    assertThat(statusOf("heap")).isEqualTo(3);
  }

  @Test
  void endsWhenDirectMemoryIsExhaustedInMailbox() throws Exception {
    assertThat(statusOf("direct")).isEqualTo(3);
    assertThat(log()).contains("writer cannot go on, the engine ends", "OutOfMemoryError");
  }

  @Test
  void endsWhenStackOverflowsInOwnersLoop() throws Exception {
    assertThat(statusOf("stack")).isEqualTo(3);
    assertThat(log()).contains("writer cannot go on, the engine ends", "StackOverflowError");
  }

  @Test
  void endsWhenHeapIsExhaustedInUnsupervisedThread() throws Exception {
    assertThat(statusOf("bystander")).isEqualTo(3);
  }

  @Test
  void haltsWhenShutdownHooksHang() throws Exception {
    assertThat(statusOf("hang")).isEqualTo(3);
    assertThat(log()).contains("the engine ends");
  }

  @Test
  void goesOnWhenUnsupervisedThreadFailsWithException() throws Exception {
    CompletableFuture<Integer> halted = new CompletableFuture<>();
    ProcessEnd end = new ProcessEnd(Duration.ZERO, halted::complete);
    end.uncaughtException(Thread.currentThread(), new IllegalStateException("a defect"));
    assertThat(end.uncaught()).isEqualTo(1);
    assertThat(end.awaitEnd(50)).isFalse();
    assertThat(halted).isNotDone();
  }

  @Test
  void endsWhenRoleEnds() throws Exception {
    ProcessEnd end = new ProcessEnd(Duration.ZERO, status -> {});
    RoleHealth health = new RoleHealth("node");
    end.follow(health);
    assertThat(end.awaitEnd(50)).isFalse();
    health.end("driver", new IllegalStateException("a defect"));
    assertThat(end.awaitEnd(1)).isTrue();
  }

  private Path file() {
    return directory.resolve("log");
  }

  private String log() throws IOException {
    return Files.readString(file(), StandardCharsets.UTF_8);
  }

  private int statusOf(String way) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    String real = System.getProperty("surefire.test.class.path");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx24m", "-XX:MaxDirectMemorySize=16m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
    command.add(real == null ? System.getProperty("java.class.path") : real);
    command.addAll(List.of(DyingProcess.class.getName(), way));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(file().toFile())
            .start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as(() -> "the process goes on after " + way)
          .isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}
