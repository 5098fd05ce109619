package dev.kopi.core.pool;

import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.List;

/**
 * A transaction in the pool.
 *
 * @param envelope the transaction
 * @param sender the sender
 * @param authorities the signers of its EIP-7702 authorizations
 * @param cost the maximum cost for the sender, in wei
 * @param dataSize the estimated size in a compressed batch, in bytes
 * @param arrival the sequence number of arrival
 */
public record PoolTransaction(
    TransactionEnvelope envelope,
    Address sender,
    List<Address> authorities,
    UInt256 cost,
    long dataSize,
    long arrival) {
  /** Copies the list. */
  public PoolTransaction {
    authorities = List.copyOf(authorities);
  }

  /** The same transaction with another sequence number. */
  public PoolTransaction withArrival(long number) {
    return new PoolTransaction(envelope, sender, authorities, cost, dataSize, number);
  }

  /** The content. */
  public Transaction transaction() {
    return envelope.transaction();
  }

  /** The sender's nonce. */
  public long nonce() {
    return envelope.transaction().nonce();
  }

  /** The size of the encoding, in bytes. */
  public int size() {
    return envelope.encoded().size();
  }

  /** Whether it is a blob transaction. */
  public boolean isBlob() {
    return envelope.transaction().type() == TransactionType.BLOB;
  }

  /** The effective tip per gas; zero when the base fee is not covered. */
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
