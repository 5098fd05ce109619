package dev.kopi.tests.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;

/**
 * The official test vectors, which lie outside the repository: in the folder that the system
 * property {@code kopi.vectors} names, else in {@code ../shared/vectors} beside the repository.
 */
public final class Vectors {
  private Vectors() {}

  /**
   * A file or folder of the vectors. When it is absent the running test is passed over with a line
   * that says so; in CI ({@code CI=true}) it fails.
   */
  public static Path path(String name) {
    Path found = folder().resolve(name);
    if (!Files.exists(found)) {
      String message = "test vectors are absent: " + found + " (set -Dkopi.vectors=DIR)";
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError(message);
      }
      System.out.println(message);
      Assumptions.abort(message);
    }
    return found;
  }

  /** A zip of the vectors, opened. */
  public static ZipFile zip(String name) throws IOException {
    return new ZipFile(path(name).toFile());
  }

  /** Whether every case is to run, however long it takes ({@code -Dkopi.all=true}). */
  public static boolean all() {
    return Boolean.getBoolean("kopi.all");
  }

  private static Path folder() {
    String set = System.getProperty("kopi.vectors", "");
    if (!set.isBlank() && !set.startsWith("${")) {
      return Path.of(set);
    }
    return root().resolve("../shared/vectors").normalize();
  }

  /** The repository's root. */
  public static Path root() {
    String set = System.getProperty("kopi.root", "");
    Path start = set.isBlank() || set.startsWith("${") ? Path.of("") : Path.of(set);
    Path at = start.toAbsolutePath();
    while (at != null && !Files.exists(at.resolve(".mvn"))) {
      at = at.getParent();
    }
    if (at == null) {
      throw new AssertionError("the repository's root was not found above " + start);
    }
    return at;
  }
}
