package dev.kopi.core.pool;

import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.primitives.UInt256;

/**
 * What a transaction offers to a block. Those that cover the base fee come first, then the
 * effective tip counts, then the fee cap.
 *
 * @param covered whether the fee cap covers the base fee
 * @param tip the effective tip per gas, in wei
 * @param feeCap the fee cap per gas, in wei
 */
record PoolPrice(boolean covered, UInt256 tip, UInt256 feeCap) implements Comparable<PoolPrice> {
  static PoolPrice of(PoolTransaction one, UInt256 baseFee) {
    Transaction transaction = one.transaction();
    return new PoolPrice(
        transaction.maxFeePerGas().compareTo(baseFee) >= 0,
        one.effectiveTip(baseFee),
        transaction.maxFeePerGas());
  }

  static PoolPrice min(PoolPrice one, PoolPrice other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  @Override
  public int compareTo(PoolPrice other) {
    if (covered != other.covered) {
      return covered ? 1 : -1;
    }
    int byTip = tip.compareTo(other.tip);
    return byTip != 0 ? byTip : feeCap.compareTo(other.feeCap);
  }
}
