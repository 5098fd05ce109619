package dev.kopi.apps.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.apps.cli.error.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void namesTheProcessThatUsesTheDirectory() {
    Path data = directory.resolve("data");
    try (DirectoryLock lock = DirectoryLock.hold(data, "kopi devnet")) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> DirectoryLock.hold(data, "kopi engine"))
          .isInstanceOf(CommandFailed.class)
          .hasMessageContaining(data.toString())
          .hasMessageContaining(
              "is in use by kopi devnet (process " + ProcessHandle.current().pid() + ")");
    }
  }

  @Test
  void isFreeAfterItIsClosed() {
    DirectoryLock.hold(directory, "kopi devnet").close();
    try (DirectoryLock again = DirectoryLock.hold(directory, "kopi engine")) {
      assertThat(again).isNotNull();
    }
  }

  @Test
  void isFreeAfterItsProcessWasKilled() throws IOException {
    Files.writeString(directory.resolve(DirectoryLock.FILE), "kopi devnet (process 1)");
    try (DirectoryLock again = DirectoryLock.hold(directory, "kopi engine")) {
      assertThat(again).isNotNull();
    }
  }

  @Test
  void saysWhyADirectoryCannotBeWritten() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> DirectoryLock.hold(file.resolve("data"), "kopi devnet"))
        .isInstanceOf(CommandFailed.class)
        .hasMessageStartingWith("--datadir: cannot write to " + file.resolve("data"));
  }
}
