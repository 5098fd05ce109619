package dev.kopi.apps.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Finds the cases of a recording, each a folder with a certain file, in a zip or a folder. */
public final class CaseFolders {
  private CaseFolders() {}

  /**
   * Hands on each case in order of its path.
   *
   * @param path a zip, a folder of the same layout, or one case
   * @param marker the file that every case has
   * @return how many there were
   * @throws IOException when the path cannot be read
   */
  public static int each(Path path, String marker, Consumer<Path> cases) throws IOException {
    if (Files.isDirectory(path)) {
      return walk(path, marker, cases);
    }
    try (FileSystem zip = FileSystems.newFileSystem(path)) {
      return walk(zip.getPath("/"), marker, cases);
    }
  }

  private static int walk(Path root, String marker, Consumer<Path> cases) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      files
          .filter(file -> file.getFileName() != null && file.endsWith(marker))
          .sorted()
          .forEach(found::add);
    } catch (UncheckedIOException e) {
      throw new IOException(e);
    }
    for (Path file : found) {
      Path folder = file.getParent();
      cases.accept(folder == null ? root : folder);
    }
    return found.size();
  }
}
