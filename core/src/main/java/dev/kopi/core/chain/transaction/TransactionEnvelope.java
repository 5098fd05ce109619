package dev.kopi.core.chain.transaction;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A transaction with the bytes it travels in: what blocks, batches and the pool hold.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-2718">EIP-2718</a>
 */
public final class TransactionEnvelope {
  private final Transaction transaction;
  private final Bytes encoded;
  private @Nullable Hash hash;
  private @Nullable Address signer;

  /** One more than the compressed size; 0 while it is not known. */
  private int compressedSize;

  private TransactionEnvelope(Transaction transaction, Bytes encoded) {
    this.transaction = transaction;
    this.encoded = encoded;
  }

  /** Encodes a transaction. */
  public static TransactionEnvelope of(Transaction transaction) {
    return new TransactionEnvelope(transaction, TransactionCodec.encode(transaction));
  }

  /**
   * Decodes a transaction from the form that blocks hold.
   *
   * @throws dev.kopi.core.primitives.DecodeException when the bytes are not exactly one transaction
   *     of a known type
   */
  public static TransactionEnvelope decode(Bytes encoded) {
    return new TransactionEnvelope(TransactionCodec.decode(encoded), encoded);
  }

  /** The content. */
  public Transaction transaction() {
    return transaction;
  }

  /** The bytes: the type byte and the payload, or the bare list of a legacy transaction. */
  public Bytes encoded() {
    return encoded;
  }

  /** keccak256 of the bytes. */
  public Hash hash() {
    Hash known = hash;
    if (known == null) {
      known = Keccak256.hash(encoded);
      hash = known;
    }
    return known;
  }

  /**
   * The account that signed, computed once: blocks and the pool share an envelope, so that the
   * account of a transaction is recovered once for all who ask.
   *
   * @param recover recovers the account from the content; null when there is none
   */
  public @Nullable Address signer(Function<Transaction, @Nullable Address> recover) {
    Address known = signer;
    if (known == null) {
      known = recover.apply(transaction);
      signer = known;
    }
    return known;
  }

  /**
   * The size of the bytes in compressed form, computed once.
   *
   * @param compress computes it
   */
  public int compressedSize(ToIntFunction<Bytes> compress) {
    int known = compressedSize;
    if (known == 0) {
      known = 1 + compress.applyAsInt(encoded);
      compressedSize = known;
    }
    return known - 1;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TransactionEnvelope that && encoded.equals(that.encoded);
  }

  @Override
  public int hashCode() {
    return hash().hashCode();
  }

  @Override
  public String toString() {
    return transaction.type() + " " + hash();
  }
}
