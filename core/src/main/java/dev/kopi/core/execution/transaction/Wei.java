package dev.kopi.core.execution.transaction;

import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;

/** Sums and products of wei that saturate at 2^256 − 1. */
final class Wei {
  private Wei() {}

  static UInt256 add(UInt256 x, UInt256 y) {
    return x.addOverflows(y) ? UInt256.MAX : x.add(y);
  }

  /** The price of an amount of gas, read as unsigned. */
  static UInt256 times(long gas, UInt256 price) {
    UInt256 amount = UInt256.of(gas);
    if (amount.bitLength() + price.bitLength() <= 256) {
      return amount.multiply(price);
    }
    BigInteger product = amount.toBigInteger().multiply(price.toBigInteger());
    return product.bitLength() > 256 ? UInt256.MAX : UInt256.of(product);
  }
}
