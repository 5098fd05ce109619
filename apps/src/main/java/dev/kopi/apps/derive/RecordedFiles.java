package dev.kopi.apps.derive;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The files of a recording, in a zip or a folder. */
final class RecordedFiles implements AutoCloseable {
  /** The most bytes of one file. */
  private static final int MAX_FILE = 1 << 29;

  private final Path path;
  private final @Nullable ZipFile zip;

  RecordedFiles(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new DecodeException("there is no such file or folder");
    }
    this.path = path;
    this.zip = Files.isDirectory(path) ? null : open(path);
  }

  private static ZipFile open(Path path) throws IOException {
    try {
      return new ZipFile(path.toFile());
    } catch (ZipException e) {
      throw new DecodeException("not a zip: " + e.getMessage());
    }
  }

  /**
   * Reads a file.
   *
   * @throws DecodeException when it is absent or not what is expected; the message names it
   */
  <T> T read(String name, Function<JsonNode, T> reader) throws IOException {
    try {
      return reader.apply(Json.parse(bytes(name)));
    } catch (DecodeException | IllegalArgumentException e) {
      throw new DecodeException(name + ": " + e.getMessage());
    } catch (ZipException e) {
      throw new DecodeException(name + ": damaged in the zip: " + e.getMessage());
    }
  }

  private byte[] bytes(String name) throws IOException {
    ZipFile open = zip;
    if (open == null) {
      Path file = path.resolve(name);
      if (!Files.isRegularFile(file)) {
        throw new DecodeException("there is no such file");
      }
      return Files.readAllBytes(file);
    }
    ZipEntry entry = open.getEntry(name);
    if (entry == null) {
      throw new DecodeException("there is no such file");
    }
    byte[] content = open.getInputStream(entry).readNBytes(MAX_FILE);
    if (content.length == MAX_FILE) {
      throw new DecodeException("larger than " + MAX_FILE + " bytes");
    }
    return content;
  }

  /** The files in a folder, sorted by name. */
  List<String> list(String folder) throws IOException {
    String prefix = folder + "/";
    ZipFile open = zip;
    if (open != null) {
      return open.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.startsWith(prefix) && name.endsWith(".json"))
          .sorted()
          .toList();
    }
    if (!Files.isDirectory(path.resolve(folder))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path.resolve(folder))) {
      return files
          .map(file -> prefix + file.getFileName())
          .filter(name -> name.endsWith(".json"))
          .sorted()
          .toList();
    }
  }

  @Override
  public void close() throws IOException {
    if (zip != null) {
      zip.close();
    }
  }
}
