package dev.kopi.apps.derive;

import dev.kopi.adapters.json.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The files of a recording, in a zip or a folder. */
final class RecordedFiles implements AutoCloseable {
  private final Path path;
  private final @Nullable ZipFile zip;

  RecordedFiles(Path path) throws IOException {
    this.path = path;
    this.zip = Files.isDirectory(path) ? null : new ZipFile(path.toFile());
  }

  JsonNode json(String name) throws IOException {
    return Json.parse(bytes(name));
  }

  private byte[] bytes(String name) throws IOException {
    ZipFile open = zip;
    if (open == null) {
      return Files.readAllBytes(path.resolve(name));
    }
    ZipEntry entry = open.getEntry(name);
    if (entry == null) {
      throw new FileNotFoundException(path + " has no " + name);
    }
    return open.getInputStream(entry).readAllBytes();
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
