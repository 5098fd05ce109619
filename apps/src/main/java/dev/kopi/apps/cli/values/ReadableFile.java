package dev.kopi.apps.cli.values;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A file, or a folder where an option allows one, that is there and can be read. */
public final class ReadableFile implements ITypeConverter<Path> {
  @Override
  public Path convert(String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("it is not a path");
    }
    if (text.isBlank() || !Files.exists(path)) {
      throw new TypeConversionException("there is no such file");
    }
    if (!Files.isReadable(path)) {
      throw new TypeConversionException("the file cannot be read: permission denied");
    }
    return path;
  }
}
