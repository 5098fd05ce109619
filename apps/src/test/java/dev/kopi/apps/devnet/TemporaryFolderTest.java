package dev.kopi.apps.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Temporary devnets leave nothing behind, whichever way they end. */
class TemporaryFolderTest {
  @TempDir private Path parent = Path.of("");

  @Test
  void isRemovedWithItsContentWhenClosed() throws IOException {
    TemporaryFolder folder = TemporaryFolder.create(parent);
    Files.createDirectories(folder.path().resolve("l1/chain"));
    Files.writeString(folder.path().resolve("l1/chain/file"), "data");
    folder.close();
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void removesFolderOfKilledDevnet() throws IOException {
    Path killed = Files.createDirectories(parent.resolve("kopi-devnet-1"));
    Files.writeString(killed.resolve("lock"), "");
    Files.createDirectories(killed.resolve("sequencer/chain"));
    TemporaryFolder.create(parent).close();
    assertThat(killed).doesNotExist();
  }

  @Test
  void leavesFolderOfRunningDevnet() throws IOException {
    TemporaryFolder running = TemporaryFolder.create(parent);
    TemporaryFolder.create(parent).close();
    assertThat(running.path()).exists();
    running.close();
  }

  @Test
  void leavesFolderThatIsNoDevnets() throws IOException {
    Path other = Files.createDirectories(parent.resolve("kopi-devnet-notes"));
    Files.writeString(other.resolve("notes.txt"), "keep");
    TemporaryFolder.create(parent).close();
    assertThat(other.resolve("notes.txt")).hasContent("keep");
  }
}
