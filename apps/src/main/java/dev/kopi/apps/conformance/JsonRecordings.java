package dev.kopi.apps.conformance;

import dev.kopi.adapters.json.Json;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;

/** Recordings in files {@code NAME.json.gz}, in a zip, in a folder, or one file. */
public final class JsonRecordings {
  private static final String SUFFIX = ".json.gz";

  private JsonRecordings() {}

  /**
   * Hands on each file in order of its path: NAME and content.
   *
   * @throws IOException when one cannot be read
   */
  public static void each(Path path, BiConsumer<String, JsonNode> files) throws IOException {
    if (Files.isDirectory(path)) {
      folder(path, files);
    } else if (path.toString().endsWith(SUFFIX)) {
      file(path, files);
    } else {
      try (FileSystem zip = FileSystems.newFileSystem(path)) {
        folder(zip.getPath("/"), files);
      }
    }
  }

  private static void folder(Path folder, BiConsumer<String, JsonNode> files) throws IOException {
    List<Path> found;
    try (Stream<Path> all = Files.walk(folder)) {
      found = all.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
    for (Path file : found) {
      file(file, files);
    }
  }

  private static void file(Path file, BiConsumer<String, JsonNode> files) throws IOException {
    JsonNode root;
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      root = Json.parse(in.readAllBytes());
    }
    String name = String.valueOf(file.getFileName());
    files.accept(name.substring(0, name.length() - SUFFIX.length()), root);
  }
}
