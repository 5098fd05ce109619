package dev.kopi.core.evm;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.List;

/**
 * The transaction around a call.
 *
 * @param origin who signed it (ORIGIN)
 * @param gasPrice wei per gas that it pays (GASPRICE)
 * @param blobHashes versioned hashes of its blobs (BLOBHASH)
 */
public record TransactionContext(Address origin, UInt256 gasPrice, List<Hash> blobHashes) {
  /** Copies the hashes. */
  public TransactionContext {
    blobHashes = List.copyOf(blobHashes);
  }
}
