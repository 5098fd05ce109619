package dev.kopi.services.txmgr;

import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.txmgr.TransactionSigner;

/** Signs in the name of one account. */
public interface Signer {
  /** The account. */
  Address address();

  /**
   * The transaction with a signature.
   *
   * @throws dev.kopi.adapters.rpc.RpcTransportException when the signer is remote and not there
   */
  Transaction sign(Transaction unsigned);

  /** Signs with a key in memory. */
  static Signer local(Secp256k1 secp256k1, PrivateKey key) {
    Address address = secp256k1.address(key);
    return new Signer() {
      @Override
      public Address address() {
        return address;
      }

      @Override
      public Transaction sign(Transaction unsigned) {
        return TransactionSigner.sign(unsigned, secp256k1, key);
      }

      @Override
      public String toString() {
        return "local key of " + address;
      }
    };
  }
}
