package dev.kopi.core.txmgr;

import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.crypto.ecdsa.Secp256k1Signature;
import dev.kopi.core.primitives.UInt256;

/** Signs the kinds of transactions that services send. */
public final class TransactionSigner {
  /** A placeholder for the signature. */
  public static final Signature NONE = new Signature(UInt256.ZERO, UInt256.ZERO, UInt256.ZERO);

  private TransactionSigner() {}

  /**
   * The same transaction with a signature.
   *
   * @throws IllegalArgumentException for a kind that services do not send
   */
  public static Transaction sign(Transaction unsigned, Secp256k1 secp256k1, PrivateKey key) {
    Secp256k1Signature made = secp256k1.sign(TransactionCodec.signingHash(unsigned), key);
    Signature signature = new Signature(UInt256.of(made.recoveryId()), made.r(), made.s());
    return switch (unsigned) {
      case Transaction.DynamicFee tx ->
          new Transaction.DynamicFee(
              tx.chainId(),
              tx.nonce(),
              tx.maxPriorityFeePerGas(),
              tx.maxFeePerGas(),
              tx.gasLimit(),
              tx.to(),
              tx.value(),
              tx.data(),
              tx.accessList(),
              signature);
      case Transaction.Blob tx ->
          new Transaction.Blob(
              tx.chainId(),
              tx.nonce(),
              tx.maxPriorityFeePerGas(),
              tx.maxFeePerGas(),
              tx.gasLimit(),
              tx.to(),
              tx.value(),
              tx.data(),
              tx.accessList(),
              tx.maxFeePerBlobGas(),
              tx.blobHashes(),
              signature);
      case Transaction.Legacy _,
          Transaction.AccessList _,
          Transaction.SetCode _,
          Transaction.Deposit _ ->
          throw new IllegalArgumentException("services send no " + unsigned.type());
    };
  }
}
