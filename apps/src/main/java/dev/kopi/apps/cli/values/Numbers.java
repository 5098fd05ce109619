package dev.kopi.apps.cli.values;

import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Reads whole numbers. */
public final class Numbers {
  private static final String WHOLE = "it must be a whole number";

  private Numbers() {}

  /** Replaces picocli's converters of numbers, whose messages name Java's types. */
  public static void register(CommandLine line) {
    line.registerConverter(int.class, Numbers::readInt);
    line.registerConverter(Integer.class, Numbers::readInt);
    line.registerConverter(long.class, Numbers::readLong);
    line.registerConverter(Long.class, Numbers::readLong);
  }

  private static int readInt(String text) {
    long value = readLong(text);
    if (value != (int) value) {
      throw new TypeConversionException("it must be at most " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  private static long readLong(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new TypeConversionException(WHOLE);
    }
  }
}
