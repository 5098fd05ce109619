package dev.kopi.services.challenger;

import dev.kopi.core.primitives.UInt256;
import java.math.BigDecimal;

/** Amounts for people. */
final class EtherText {
  private static final int DECIMALS = 18;

  private EtherText() {}

  /** In ether, without zeros at the end. */
  static String of(UInt256 wei) {
    return new BigDecimal(wei.toBigInteger(), DECIMALS).stripTrailingZeros().toPlainString();
  }
}
