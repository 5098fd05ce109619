package dev.kopi.apps.cli.options;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations as Go writes them: {@code 300ms}, {@code 12s}, {@code 1h30m}. */
public final class Durations implements ITypeConverter<Duration> {
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)");

  @Override
  public Duration convert(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher part = PART.matcher(text);
    Duration sum = Duration.ZERO;
    int at = 0;
    while (part.find() && part.start() == at) {
      double count = Double.parseDouble(part.group(1));
      double millis =
          switch (part.group(2)) {
            case "ms" -> count;
            case "s" -> count * 1_000;
            case "m" -> count * 60_000;
            default -> count * 3_600_000;
          };
      sum = sum.plusMillis(Math.round(millis));
      at = part.end();
    }
    if (at == 0 || at != text.length()) {
      throw new TypeConversionException("not a duration such as 300ms, 12s or 1h30m: " + text);
    }
    return sum;
  }
}
