package dev.kopi.apps.cli.values;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A ratio above 0 and at most 1. */
public final class Ratio implements ITypeConverter<Double> {
  @Override
  public Double convert(String text) {
    try {
      double ratio = Double.parseDouble(text);
      if (ratio >= 0.01 && ratio <= 1) {
        return ratio;
      }
    } catch (NumberFormatException e) {
      // The message below says what is allowed.
    }
    throw new TypeConversionException("it must be a number from 0.01 to 1");
  }
}
