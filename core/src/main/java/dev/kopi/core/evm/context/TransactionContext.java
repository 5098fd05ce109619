package dev.kopi.core.evm.context;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.List;

/**
 * The transaction around a call.
 *
 * @param origin the sender (ORIGIN)
 * @param gasPrice the effective gas price in wei (GASPRICE)
 * @param blobHashes versioned hashes of its blobs (BLOBHASH)
 */
public record TransactionContext(Address origin, UInt256 gasPrice, List<Hash> blobHashes) {
  /** Copies the hashes. */
  public TransactionContext {
    blobHashes = List.copyOf(blobHashes);
  }
}
