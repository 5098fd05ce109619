package dev.kopi.services.txmgr;

import dev.kopi.core.chain.transaction.BlobSidecar;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.List;

/** Builds the sidecars of blob transactions. Takes tenths of a second of CPU time per blob. */
final class SidecarBuilder {
  private SidecarBuilder() {}

  static BlobSidecar build(Crypto crypto, List<Bytes> blobs, boolean cellProofs) {
    List<Bytes> commitments = new ArrayList<>();
    List<Bytes> proofs = new ArrayList<>();
    for (Bytes blob : blobs) {
      byte[] bytes = blob.unsafeArray();
      byte[] commitment = crypto.kzg().blobToCommitment(bytes);
      commitments.add(Bytes.wrap(commitment));
      if (cellProofs) {
        crypto.kzg().cellsAndProofs(bytes).proofs().forEach(p -> proofs.add(Bytes.wrap(p)));
      } else {
        proofs.add(Bytes.wrap(crypto.kzg().blobProof(bytes, commitment)));
      }
    }
    return BlobSidecar.of(cellProofs, blobs, commitments, proofs);
  }

  /** The versioned hashes of the commitments. */
  static List<Hash> versionedHashes(Crypto crypto, BlobSidecar sidecar) {
    List<Hash> hashes = new ArrayList<>();
    for (Bytes commitment : sidecar.commitments()) {
      hashes.add(BlobSidecar.versionedHash(commitment, crypto.sha256()));
    }
    return hashes;
  }
}
