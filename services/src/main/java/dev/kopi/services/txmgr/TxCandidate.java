package dev.kopi.services.txmgr;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent.
 *
 * @param to the account called, or null to create a contract
 * @param value wei sent along
 * @param data the call data
 * @param blobs blobs of 131,072 bytes each; when there are any, {@code to} is not null
 * @param gasLimit the gas, or 0 to ask the node
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
