package dev.kopi.core.pool;

import dev.kopi.core.chain.Transaction;
import dev.kopi.core.chain.TransactionEnvelope;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;

/**
 * A transaction in the pool.
 *
 * @param envelope the transaction
 * @param sender who signed it
 * @param cost the most that it may take from the sender, in wei
 * @param dataSize the estimated size in a compressed batch, in bytes
 * @param arrival counts the transactions in the order they came
 */
public record PoolTransaction(
    TransactionEnvelope envelope, Address sender, UInt256 cost, long dataSize, long arrival) {
  /** The content. */
  public Transaction transaction() {
    return envelope.transaction();
  }

  /** The sender's nonce. */
  public long nonce() {
    return envelope.transaction().nonce();
  }

  /** What goes to the beneficiary for a unit of gas; zero when the base fee is not covered. */
  public UInt256 effectiveTip(UInt256 baseFee) {
    Transaction transaction = envelope.transaction();
    UInt256 most = transaction.maxFeePerGas();
    if (most.compareTo(baseFee) < 0) {
      return UInt256.ZERO;
    }
    UInt256 rest = most.subtract(baseFee);
    UInt256 tip = transaction.maxPriorityFeePerGas();
    return tip.compareTo(rest) < 0 ? tip : rest;
  }
}
