package dev.kopi.services.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequencerStateFileTest {
  @TempDir private Path directory = Path.of("");

  private Path path() {
    return directory.resolve("sub").resolve("state.json");
  }

  @Test
  void nothingIsPersistedAtFirst() {
    assertThat(new SequencerStateFile(path()).read()).isNull();
  }

  @Test
  void writesTheFormatOfOpNode() throws IOException {
    SequencerStateFile file = new SequencerStateFile(path());
    file.started();
    assertThat(path()).hasContent("{\"sequencerStarted\":true}");
    assertThat(file.read()).isTrue();
    file.stopped();
    assertThat(path()).hasContent("{\"sequencerStarted\":false}");
    assertThat(file.read()).isFalse();
    try (var files = Files.list(directory.resolve("sub"))) {
      assertThat(files).containsExactly(path());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "true",
        "{\"sequencerStarted\":1}",
        "{\"sequencerStarted\":null}",
        "{\"sequencerStarted\":true,\"more\":1}"
      })
  void refusesAnotherFormat(String content) throws IOException {
    Files.createDirectories(directory.resolve("sub"));
    Files.writeString(path(), content);
    assertThatThrownBy(() -> new SequencerStateFile(path()).read())
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void namesTheFileThatCannotBeRead() throws IOException {
    Files.createDirectories(path());
    assertThatThrownBy(() -> new SequencerStateFile(path()).read())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("state.json");
  }

  @Test
  void namesTheFileThatCannotBeWritten() throws IOException {
    Files.writeString(directory.resolve("sub"), "a file where the folder should be");
    assertThatThrownBy(() -> new SequencerStateFile(path()).started())
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("state.json");
  }
}
