package dev.kopi.core.derivation.source;

import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import java.util.List;

/** The blobs of L1 blocks. */
public interface BlobSource {
  /**
   * A blob that an L1 block refers to.
   *
   * @param index its place among all blobs of the block
   * @param versionedHash its hash
   */
  record BlobId(int index, Hash versionedHash) {}

  /**
   * Blobs of a block, in the order asked for, each of 131,072 bytes and checked against its hash.
   *
   * @throws TemporaryException when they cannot be had at the moment
   * @throws ResetException when the source says that it does not know the block
   */
  List<Bytes> blobs(L1BlockRef block, List<BlobId> ids);
}
