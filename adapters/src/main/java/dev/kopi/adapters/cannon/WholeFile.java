package dev.kopi.adapters.cannon;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPOutputStream;

/** Writes files that are there as a whole or not at all, compressed when they end in .gz. */
public final class WholeFile {
  /** What writes the content. */
  public interface Content {
    /** Writes all of it. */
    void write(OutputStream out) throws IOException;
  }

  private WholeFile() {}

  /**
   * Writes a file.
   *
   * @throws IOException when it cannot be written; what was there before is still there then
   */
  public static void write(Path file, Content content) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (OutputStream plain = Files.newOutputStream(part);
          OutputStream out =
              new BufferedOutputStream(
                  file.toString().endsWith(".gz") ? new GZIPOutputStream(plain, 1 << 16) : plain,
                  1 << 16)) {
        content.write(out);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
