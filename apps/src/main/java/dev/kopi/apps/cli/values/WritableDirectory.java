package dev.kopi.apps.cli.values;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A directory that is there and writable, or can be created. Nothing is written. */
public final class WritableDirectory implements ITypeConverter<Path> {
  @Override
  public Path convert(String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("it is not a path");
    }
    if (text.isBlank()) {
      throw new TypeConversionException("it must be a directory");
    }
    Path existing = existing(path.toAbsolutePath().normalize());
    if (existing != null && !Files.isDirectory(existing)) {
      throw new TypeConversionException(
          "it must be a directory; "
              + (existing.endsWith(path.normalize()) ? "it" : existing.toString())
              + " is a file");
    }
    if (existing == null || !isWritable(existing)) {
      throw new TypeConversionException(
          "it must be a directory that can be written; "
              + (existing == null ? "its root is not there" : existing + " is read-only"));
    }
    return path;
  }

  private static @Nullable Path existing(Path path) {
    Path at = path;
    while (at != null && !Files.exists(at)) {
      at = at.getParent();
    }
    return at;
  }

  private static boolean isWritable(Path directory) {
    try {
      return Files.isWritable(directory) && !Files.getFileStore(directory).isReadOnly();
    } catch (IOException e) {
      return false;
    }
  }
}
