package dev.kopi.services.txmgr;

import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.txmgr.TransactionSigner;

/** Signs transactions of one account. */
public interface Signer {
  /** The address of the account. */
  Address address();

  /**
   * The signed transaction.
   *
   * @throws dev.kopi.adapters.rpc.RpcTransportException when a remote signer is unreachable or
   *     refuses
   */
  Transaction sign(Transaction unsigned);

  /** A signer with a key in memory. */
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
