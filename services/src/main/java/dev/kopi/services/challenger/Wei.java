package dev.kopi.services.challenger;

import dev.kopi.core.primitives.UInt256;
import java.math.BigDecimal;

/** Amounts for people. */
final class Wei {
  private static final int DECIMALS = 18;

  private Wei() {}

  /** In ether, without zeros at the end. */
  static String text(UInt256 wei) {
    return new BigDecimal(wei.toBigInteger(), DECIMALS).stripTrailingZeros().toPlainString();
  }
}
