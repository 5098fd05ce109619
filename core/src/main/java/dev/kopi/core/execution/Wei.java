package dev.kopi.core.execution;

import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;

/** Sums and products of wei that do not wrap: beyond 2^256 − 1 they stay there. */
final class Wei {
  private Wei() {}

  static UInt256 add(UInt256 x, UInt256 y) {
    return x.addOverflows(y) ? UInt256.MAX : x.add(y);
  }

  /** The price of some gas, read as unsigned. */
  static UInt256 times(long gas, UInt256 price) {
    UInt256 amount = UInt256.of(gas);
    if (amount.bitLength() + price.bitLength() <= 256) {
      return amount.multiply(price);
    }
    BigInteger product = amount.toBigInteger().multiply(price.toBigInteger());
    return product.bitLength() > 256 ? UInt256.MAX : UInt256.of(product);
  }
}
