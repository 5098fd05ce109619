package dev.kopi.apps.cli.values;

import dev.kopi.core.primitives.UInt256;
import java.math.BigDecimal;
import java.math.BigInteger;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of ether without a unit, such as 0.5, as wei. */
public final class EtherDecimal implements ITypeConverter<UInt256> {
  /** More ether than there can be of any currency. */
  private static final BigDecimal MAX = new BigDecimal("1e18");

  @Override
  public UInt256 convert(String value) {
    BigDecimal ether;
    try {
      ether = new BigDecimal(value.strip());
    } catch (NumberFormatException e) {
      throw new TypeConversionException("it must be an amount in ether");
    }
    if (ether.signum() < 0 || ether.compareTo(MAX) > 0) {
      throw new TypeConversionException("it must be an amount in ether");
    }
    BigInteger wei = ether.movePointRight(18).toBigInteger();
    return UInt256.of(wei);
  }
}
