package dev.kopi.services.engine.pool;

import dev.kopi.core.chain.transaction.BlobSidecar;
import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.crypto.hash.Sha256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Verifies the sidecar of a blob transaction: counts, commitments and proofs. */
final class SidecarVerification {
  private SidecarVerification() {}

  /** Verifies the sidecar for blobs with these versioned hashes; returns what is wrong, or null. */
  static @Nullable SidecarFault verify(
      BlobSidecar sidecar, List<Hash> hashes, Kzg kzg, Sha256 sha256) {
    List<Bytes> blobs = sidecar.blobs();
    List<Bytes> commitments = sidecar.commitments();
    List<Bytes> proofs = sidecar.proofs();
    if (blobs.size() != hashes.size() || commitments.size() != hashes.size()) {
      return SidecarFault.of(SidecarFault.Kind.BLOB_COUNT);
    }
    int each = sidecar.cellProofs() ? Kzg.CELLS_PER_BLOB : 1;
    if (proofs.size() != hashes.size() * each) {
      return SidecarFault.of(SidecarFault.Kind.PROOF_COUNT);
    }
    for (int i = 0; i < hashes.size(); i++) {
      if (!BlobSidecar.versionedHash(commitments.get(i), sha256).equals(hashes.get(i))) {
        return new SidecarFault(SidecarFault.Kind.COMMITMENT, i);
      }
    }
    boolean proven =
        sidecar.cellProofs()
            ? kzg.verifyCellProofs(arrays(blobs), arrays(commitments), arrays(proofs))
            : kzg.verifyBlobProofs(arrays(blobs), arrays(commitments), arrays(proofs));
    return proven ? null : SidecarFault.of(SidecarFault.Kind.PROOFS);
  }

  private static List<byte[]> arrays(List<Bytes> items) {
    return items.stream().map(Bytes::unsafeArray).toList();
  }
}
