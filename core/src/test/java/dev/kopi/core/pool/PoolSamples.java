package dev.kopi.core.pool;

import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Unsigned transactions and accounts for tests of the pool. */
final class PoolSamples {
  static final Account RICH = account(0, Long.MAX_VALUE);

  private static final Address TARGET = sender(0xff);

  private static long arrivals;

  private PoolSamples() {}

  static Address sender(int number) {
    byte[] bytes = new byte[20];
    bytes[18] = (byte) (number >> 8);
    bytes[19] = (byte) number;
    return Address.of(bytes);
  }

  static Account account(long nonce, long balance) {
    return new Account(nonce, UInt256.of(balance), Keccak256.EMPTY_TRIE, Keccak256.EMPTY);
  }

  /** A transaction whose fee cap is ten times its tip. */
  static PoolTransaction transaction(int sender, long nonce, long tip) {
    return transaction(sender, nonce, tip, 10 * tip, 0, 0);
  }

  static PoolTransaction transaction(
      int sender, long nonce, long tip, long feeCap, long value, int dataBytes) {
    return pooled(
        sender,
        new Transaction.DynamicFee(
            UInt256.ONE,
            nonce,
            UInt256.of(tip),
            UInt256.of(feeCap),
            21_000,
            TARGET,
            UInt256.of(value),
            Bytes.wrap(new byte[dataBytes]),
            List.of(),
            signature(sender)));
  }

  static PoolTransaction withGasLimit(int sender, long nonce, long gasLimit) {
    return pooled(
        sender,
        new Transaction.DynamicFee(
            UInt256.ONE,
            nonce,
            UInt256.ONE,
            UInt256.ONE,
            gasLimit,
            TARGET,
            UInt256.ZERO,
            Bytes.EMPTY,
            List.of(),
            signature(sender)));
  }

  /** The same transaction with authorizations of these accounts. */
  static PoolTransaction delegating(PoolTransaction one, Integer... authorities) {
    return new PoolTransaction(
        one.envelope(),
        one.sender(),
        Arrays.stream(authorities).map(PoolSamples::sender).toList(),
        one.cost(),
        one.dataSize(),
        one.arrival());
  }

  static PoolTransaction blobs(int sender, long nonce, long tip, long blobFee, int count) {
    List<Hash> hashes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      hashes.add(UInt256.of(i).toHash());
    }
    return pooled(
        sender,
        new Transaction.Blob(
            UInt256.ONE,
            nonce,
            UInt256.of(tip),
            UInt256.of(10 * tip),
            21_000,
            TARGET,
            UInt256.ZERO,
            Bytes.EMPTY,
            List.of(),
            UInt256.of(blobFee),
            hashes,
            signature(sender)));
  }

  /** Makes the hashes of two senders' transactions differ. */
  private static Signature signature(int sender) {
    return new Signature(UInt256.ZERO, UInt256.of(sender), UInt256.ONE);
  }

  /** The cost is the value alone, to keep figures small. */
  private static PoolTransaction pooled(int sender, Transaction transaction) {
    return new PoolTransaction(
        TransactionEnvelope.of(transaction),
        sender(sender),
        List.of(),
        transaction.value(),
        100,
        ++arrivals);
  }
}
