package dev.kopi.services.node;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.services.node.sequencer.SequencerState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The file of {@code --rpc.admin-state}, in op-node's format: {@code {"sequencerStarted":true}}. It
 * is replaced as a whole, so that a crash or a full disk cannot damage it.
 */
final class SequencerStateFile implements SequencerState {
  private static final String FIELD = "sequencerStarted";

  private final Path file;

  SequencerStateFile(Path file) {
    this.file = file;
  }

  /**
   * Whether the sequencer ran when the node ended; null when nothing is persisted.
   *
   * @throws DecodeException when the content is not of the format
   * @throws UncheckedIOException when the file cannot be read
   */
  @Nullable Boolean read() {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read the sequencer's state from " + file + ": " + e.getMessage(), e);
    }
    JsonNode json = Json.parse(content);
    if (json.size() != 1 || !json.path(FIELD).isBoolean()) {
      throw new DecodeException(file + ": expected {\"" + FIELD + "\": true} or false");
    }
    return json.path(FIELD).booleanValue();
  }

  @Override
  public void started() {
    write(true);
  }

  @Override
  public void stopped() {
    write(false);
  }

  private void write(boolean started) {
    byte[] content = Json.object().put(FIELD, started).toString().getBytes(StandardCharsets.UTF_8);
    Path part = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new TemporaryException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
