package dev.kopi.apps.cli.cannon;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Steps at which something is done.
 *
 * @param first the first of them
 * @param interval from one to the next; 0 when there is only the first
 */
record StepPattern(long first, long interval) {
  /** No step. */
  static final StepPattern NEVER = new StepPattern(Long.MAX_VALUE, 0);

  /** Reads what options have: {@code never}, {@code always}, {@code =123}, {@code %123}. */
  static final class Converter implements ITypeConverter<StepPattern> {
    @Override
    public StepPattern convert(String text) {
      if (text.isEmpty() || text.equals("never")) {
        return NEVER;
      }
      if (text.equals("always")) {
        return new StepPattern(0, 1);
      }
      if (text.startsWith("=")) {
        return new StepPattern(number(text, 0), 0);
      }
      if (text.startsWith("%")) {
        return new StepPattern(0, number(text, 1));
      }
      throw new TypeConversionException("it must be never, always, =STEP or %INTERVAL");
    }

    private static long number(String text, long least) {
      try {
        long number = Long.decode(text.substring(1).replaceFirst("^0[oO]", "0"));
        if (number >= least && Character.isDigit(text.charAt(1))) {
          return number;
        }
      } catch (NumberFormatException e) {
        // As below.
      }
      throw new TypeConversionException("'" + text.substring(1) + "' is no number of steps");
    }
  }

  boolean matches(long step) {
    return next(step) == step;
  }

  /** The first step of the pattern that is not before a step. */
  long next(long step) {
    if (step <= first) {
      return first;
    }
    if (interval == 0) {
      return Long.MAX_VALUE;
    }
    long over = (step - first) % interval;
    return over == 0 ? step : step + (interval - over);
  }
}
