package dev.kopi.tests.system;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.core.chain.transaction.BlobSidecar;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.GasRules;
import dev.kopi.core.txmgr.TransactionSigner;
import java.util.ArrayList;
import java.util.List;

/** Signs and submits transactions of one key, whatever sense they make. */
final class Sender {
  private static final UInt256 GWEI = UInt256.of(1_000_000_000);

  private static final long CALL_GAS = 2_000_000;

  private final EthClient chain;
  private final UInt256 chainId;
  private final PrivateKey key;
  private final Crypto crypto;

  Sender(EthClient chain, UInt256 chainId, PrivateKey key, Crypto crypto) {
    this.chain = chain;
    this.chainId = chainId;
    this.key = key;
    this.crypto = crypto;
  }

  Address address() {
    return crypto.secp256k1().address(key);
  }

  /** The nonce after those of all transactions that are in blocks or wait. */
  long nextNonce() {
    return chain.nonce(address(), EthClient.PENDING);
  }

  /** Sends a wei. */
  Hash transfer(Address to) {
    return send(nextNonce(), to, UInt256.ONE, Bytes.EMPTY, GWEI);
  }

  /** Sends call data. */
  Hash data(Address to, Bytes data) {
    return send(nextNonce(), to, UInt256.ZERO, data, GWEI);
  }

  /** Calls a contract with as much gas as a call may need. */
  Hash call(Address to, UInt256 value, Bytes data) {
    return send(nextNonce(), to, value, data, GWEI, CALL_GAS);
  }

  /** Sends with a nonce and a tip of choice. */
  Hash send(long nonce, Address to, UInt256 value, Bytes data, UInt256 tip) {
    return send(nonce, to, value, data, tip, Math.max(100_000, GasRules.dataTransaction(data)));
  }

  private Hash send(long nonce, Address to, UInt256 value, Bytes data, UInt256 tip, long gas) {
    Transaction unsigned =
        new Transaction.DynamicFee(
            chainId,
            nonce,
            tip,
            tip.add(GWEI.multiply(UInt256.of(100))),
            gas,
            to,
            value,
            data,
            List.of(),
            TransactionSigner.NONE);
    return chain.sendRaw(signed(unsigned).encoded());
  }

  /** Sends blobs, with proofs of their cells. */
  Hash blobs(Address to, List<Bytes> blobs) {
    List<Bytes> commitments = new ArrayList<>();
    List<Bytes> proofs = new ArrayList<>();
    List<Hash> hashes = new ArrayList<>();
    for (Bytes blob : blobs) {
      byte[] commitment = crypto.kzg().blobToCommitment(blob.unsafeArray());
      commitments.add(Bytes.wrap(commitment));
      crypto
          .kzg()
          .cellsAndProofs(blob.unsafeArray())
          .proofs()
          .forEach(proof -> proofs.add(Bytes.wrap(proof)));
      byte[] hash = crypto.sha256().hash(commitment);
      hash[0] = 1;
      hashes.add(Hash.of(hash));
    }
    Transaction unsigned =
        new Transaction.Blob(
            chainId,
            nextNonce(),
            GWEI,
            GWEI.multiply(UInt256.of(100)),
            100_000,
            to,
            UInt256.ZERO,
            Bytes.EMPTY,
            List.of(),
            GWEI,
            hashes,
            TransactionSigner.NONE);
    return chain.sendRaw(
        new BlobSidecar(1, blobs, commitments, proofs).encodeWith(signed(unsigned)));
  }

  private TransactionEnvelope signed(Transaction unsigned) {
    return TransactionEnvelope.of(TransactionSigner.sign(unsigned, crypto.secp256k1(), key));
  }
}
