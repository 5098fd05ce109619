package dev.kopi.apps.cli.values;

import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import java.math.BigDecimal;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an amount of gwei, with at most nine decimals, into wei. */
public final class Gwei implements ITypeConverter<UInt256> {
  @Override
  public UInt256 convert(String text) {
    try {
      // Exponents are not accepted: 1e999999999 would fill the memory.
      if (text.length() <= 40 && text.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))) {
        return UInt256.of(new BigDecimal(text).movePointRight(9).toBigIntegerExact());
      }
    } catch (ArithmeticException | DecodeException | NumberFormatException e) {
      // The message below says what is allowed.
    }
    throw new TypeConversionException(
        "it must be a number of gwei, such as 1 or 0.5, not negative");
  }
}
