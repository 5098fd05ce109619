package dev.kopi.apps.cli.values;

import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an amount in the smallest unit, or with a unit: {@code 0.5ether}, {@code 30gwei}. */
public final class EtherAmount implements ITypeConverter<UInt256> {
  private static final Pattern AMOUNT =
      Pattern.compile("(\\d{1,78}(?:\\.\\d{1,18})?)\\s*(ether|gwei|wei)?");

  @Override
  public UInt256 convert(String text) {
    Matcher amount = AMOUNT.matcher(text.strip());
    if (amount.matches()) {
      int decimals =
          switch (amount.group(2)) {
            case "ether" -> 18;
            case "gwei" -> 9;
            case null, default -> 0;
          };
      try {
        return UInt256.of(
            new BigDecimal(amount.group(1)).movePointRight(decimals).toBigIntegerExact());
      } catch (ArithmeticException | DecodeException e) {
        // Fractions of a wei, or more than 256 bits: the message below says what is allowed.
      }
    }
    throw new TypeConversionException(
        "it must be a whole number of wei, or an amount with a unit: 0.5ether, 30gwei, 7wei");
  }
}
