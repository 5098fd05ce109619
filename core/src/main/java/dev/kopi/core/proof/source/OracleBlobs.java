package dev.kopi.core.proof.source;

import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.derivation.source.BlobSource;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.proof.preimage.BlobKeys;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.proof.preimage.PreimageOracle;
import dev.kopi.core.proof.preimage.ProofHint;
import dev.kopi.core.rollup.L1BlockRef;
import java.util.ArrayList;
import java.util.List;

/** Blobs, put together from their field elements. */
public final class OracleBlobs implements BlobSource {
  private final PreimageOracle oracle;

  /** Over an oracle. */
  public OracleBlobs(PreimageOracle oracle) {
    this.oracle = oracle;
  }

  @Override
  public List<Bytes> blobs(L1BlockRef block, List<BlobId> ids) {
    List<Bytes> found = new ArrayList<>(ids.size());
    for (BlobId id : ids) {
      found.add(blob(block, id));
    }
    return found;
  }

  private Bytes blob(L1BlockRef block, BlobId id) {
    oracle.hint(ProofHint.blob(id.versionedHash(), block.timestampSeconds()));
    Bytes commitment = oracle.read(PreimageKey.sha256(id.versionedHash()));
    if (commitment.size() != Kzg.POINT_BYTES) {
      throw new DecodeException("a commitment of " + commitment.size() + " bytes");
    }
    BlobKeys keys = new BlobKeys(commitment);
    byte[] blob = new byte[Kzg.BLOB_BYTES];
    for (int i = 0; i < BlobKeys.ELEMENTS; i++) {
      Bytes element = oracle.read(keys.key(i));
      if (element.size() != BlobKeys.ELEMENT_BYTES) {
        throw new DecodeException("a field element of " + element.size() + " bytes");
      }
      element.copyTo(0, blob, i * BlobKeys.ELEMENT_BYTES, BlobKeys.ELEMENT_BYTES);
    }
    return Bytes.wrap(blob);
  }
}
