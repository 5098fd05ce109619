package dev.kopi.services.txmgr;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction to send, without nonce and fees.
 *
 * @param to the called account, or null to create a contract
 * @param value wei transferred
 * @param data the call data
 * @param blobs blobs of 131,072 bytes each; requires {@code to} if not empty
 * @param gasLimit the gas limit, or 0 to estimate it
 */
public record TxCandidate(
    @Nullable Address to, UInt256 value, Bytes data, List<Bytes> blobs, long gasLimit) {
  /** Copies the list. */
  public TxCandidate {
    blobs = List.copyOf(blobs);
    if (to == null && !blobs.isEmpty()) {
      throw new IllegalArgumentException("a transaction with blobs cannot create a contract");
    }
  }
}
