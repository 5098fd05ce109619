package dev.kopi.apps.cli.values;

import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Reads the files that options name. */
public final class InputFile {
  private InputFile() {}

  /**
   * Reads a file.
   *
   * @param flag the option that names it
   * @param kind what it should be
   */
  public static <T> T read(String flag, String kind, Path file, Function<byte[], T> reader) {
    try {
      return reader.apply(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CommandFailed(flag + ": cannot read " + file + ": it must be " + kind, e);
    } catch (DecodeException e) {
      throw new CommandFailed(flag + ": " + file + " is not " + kind + ": " + e.getMessage(), e);
    }
  }
}
