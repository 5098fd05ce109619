package dev.kopi.apps.cli.values;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations as Go writes them: {@code 300ms}, {@code 12s}, {@code 1h30m}. */
public final class Durations implements ITypeConverter<Duration> {
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)");
  private static final double MAX_MILLIS = 10 * 365.0 * 24 * 3_600_000;

  @Override
  public Duration convert(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher part = PART.matcher(text);
    double millis = 0;
    int at = 0;
    while (part.find() && part.start() == at) {
      millis += Double.parseDouble(part.group(1)) * millis(part.group(2));
      at = part.end();
    }
    if (at == 0 || at != text.length()) {
      throw new TypeConversionException("it must be a duration such as 300ms, 12s or 1h30m");
    }
    if (millis > MAX_MILLIS) {
      throw new TypeConversionException("it must be at most 10 years");
    }
    return Duration.ofMillis(Math.round(millis));
  }

  private static double millis(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      default -> 3_600_000;
    };
  }

  /** A duration as {@link #convert} reads it: seconds when they are whole, else milliseconds. */
  public static String text(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
