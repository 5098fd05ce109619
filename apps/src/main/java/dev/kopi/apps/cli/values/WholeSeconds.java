package dev.kopi.apps.cli.values;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration in whole seconds. */
public final class WholeSeconds implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    Duration duration = new Durations().convert(text);
    if (duration.toMillis() % 1000 != 0) {
      throw new TypeConversionException("it must be a number of whole seconds, such as 2s");
    }
    return duration;
  }
}
