package dev.kopi.apps.cli.values;

import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** Checks the {@link Range} of every option of a parsed command line. */
public final class Ranges {
  private Ranges() {}

  /**
   * Checks all options, those of parent commands too.
   *
   * @throws ParameterException for the first value out of range
   */
  public static void check(ParseResult parsed) {
    for (ParseResult at = parsed; at != null; at = at.subcommand()) {
      for (ArgSpec arg : at.commandSpec().args()) {
        Range range = range(arg);
        Object value = arg.getValue();
        if (range != null && value != null) {
          check(at, arg, range, value);
        }
      }
    }
  }

  /** The range of an option, or null for none. */
  public static @Nullable Range range(ArgSpec arg) {
    return arg.userObject() instanceof AnnotatedElement element
        ? element.getAnnotation(Range.class)
        : null;
  }

  private static void check(ParseResult at, ArgSpec arg, Range range, Object value) {
    Collection<?> values =
        switch (value) {
          case Collection<?> many -> many;
          case Map<?, ?> map -> map.values();
          default -> List.of(value);
        };
    for (Object one : values) {
      long number =
          switch (one) {
            case Duration duration -> duration.toMillis();
            case Number plain -> plain.longValue();
            default -> throw new IllegalStateException("@Range on " + arg + " of " + one);
          };
      if (number < range.min() || number > range.max()) {
        TypeConversionException reason = new TypeConversionException(allowed(range, one));
        throw new ParameterException(
            at.commandSpec().commandLine(), reason.getMessage(), reason, arg, text(arg, one));
      }
    }
  }

  private static String allowed(Range range, Object value) {
    String min = limit(range.min(), value);
    if (range.min() == range.max()) {
      return "it must be " + min + ", or left out";
    }
    return range.max() == Long.MAX_VALUE
        ? "it must be at least " + min
        : "it must be from " + min + " to " + limit(range.max(), value);
  }

  private static String limit(long number, Object value) {
    return value instanceof Duration ? Durations.text(Duration.ofMillis(number)) : "" + number;
  }

  /** The value as it was given, where that is known. */
  private static String text(ArgSpec arg, Object value) {
    List<String> given = arg.originalStringValues();
    return given.size() == 1 && arg.type() != Map.class ? given.getFirst() : value.toString();
  }
}
