package dev.kopi.services.engine.pool;

import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.crypto.hash.Sha256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blobs of a pooled transaction with their commitments and proofs.
 *
 * @param cellProofs whether there is a proof per cell rather than per blob
 * @param blobs 131,072 bytes each
 * @param commitments 48 bytes each
 * @param proofs 48 bytes each
 * @see <a href="https://eips.ethereum.org/EIPS/eip-7594#networking">EIP-7594, networking</a>
 */
record PooledSidecar(
    boolean cellProofs, List<Bytes> blobs, List<Bytes> commitments, List<Bytes> proofs) {
  private static final byte BLOB_TYPE = 3;

  PooledSidecar {
    blobs = List.copyOf(blobs);
    commitments = List.copyOf(commitments);
    proofs = List.copyOf(proofs);
  }

  /**
   * The network form of a transaction.
   *
   * @param transaction the transaction without its sidecar
   * @param sidecar null unless it is a blob transaction with a sidecar
   */
  record Network(TransactionEnvelope transaction, @Nullable PooledSidecar sidecar) {}

  /**
   * Decodes a transaction with its sidecar, if it has one.
   *
   * @throws DecodeException when the bytes are malformed
   */
  static Network decode(Bytes raw) {
    if (raw.isEmpty() || raw.get(0) != BLOB_TYPE) {
      return new Network(TransactionEnvelope.decode(raw), null);
    }
    RlpReader reader = new RlpReader(raw.unsafeArray(), 1, raw.size() - 1);
    RlpReader outer = reader.list();
    reader.expectEnd();
    if (!outer.nextIsList()) {
      return new Network(TransactionEnvelope.decode(raw), null);
    }
    Bytes body = outer.raw();
    boolean cellProofs = !outer.nextIsList();
    if (cellProofs && outer.number() != 1) {
      throw new DecodeException("blob sidecar: unknown version");
    }
    List<Bytes> blobs = list(outer.list(), Kzg.BLOB_BYTES);
    List<Bytes> commitments = list(outer.list(), Kzg.POINT_BYTES);
    List<Bytes> proofs = list(outer.list(), Kzg.POINT_BYTES);
    outer.expectEnd();
    TransactionEnvelope transaction =
        TransactionEnvelope.decode(Bytes.concat(Bytes.wrap(new byte[] {BLOB_TYPE}), body));
    return new Network(transaction, new PooledSidecar(cellProofs, blobs, commitments, proofs));
  }

  private static List<Bytes> list(RlpReader in, int size) {
    List<Bytes> out = new ArrayList<>();
    while (in.hasMore()) {
      Bytes one = in.bytes();
      if (one.size() != size) {
        throw new DecodeException("blob sidecar: an item has " + one.size() + " bytes");
      }
      out.add(one);
    }
    return out;
  }

  /** Verifies the sidecar for blobs with these versioned hashes; returns what is wrong, or null. */
  @Nullable SidecarFault verify(List<Hash> hashes, Kzg kzg, Sha256 sha256) {
    if (blobs.size() != hashes.size() || commitments.size() != hashes.size()) {
      return SidecarFault.of(SidecarFault.Kind.BLOB_COUNT);
    }
    int each = cellProofs ? Kzg.CELLS_PER_BLOB : 1;
    if (proofs.size() != hashes.size() * each) {
      return SidecarFault.of(SidecarFault.Kind.PROOF_COUNT);
    }
    for (int i = 0; i < hashes.size(); i++) {
      if (!versionedHash(commitments.get(i), sha256).equals(hashes.get(i))) {
        return new SidecarFault(SidecarFault.Kind.COMMITMENT, i);
      }
    }
    boolean proven =
        cellProofs
            ? kzg.verifyCellProofs(arrays(blobs), arrays(commitments), arrays(proofs))
            : kzg.verifyBlobProofs(arrays(blobs), arrays(commitments), arrays(proofs));
    return proven ? null : SidecarFault.of(SidecarFault.Kind.PROOFS);
  }

  private static List<byte[]> arrays(List<Bytes> items) {
    return items.stream().map(Bytes::unsafeArray).toList();
  }

  /** "kzg_to_versioned_hash" (EIP-4844). */
  static Hash versionedHash(Bytes commitment, Sha256 sha256) {
    byte[] hash = sha256.hash(commitment.unsafeArray());
    hash[0] = 1;
    return Hash.of(hash);
  }
}
