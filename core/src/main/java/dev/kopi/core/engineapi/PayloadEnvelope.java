package dev.kopi.core.engineapi;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A built payload and what goes with it.
 *
 * @param payload the block
 * @param blockValue wei that the fee recipient earns by it
 * @param blobs blobs of its transactions, or null before Cancun
 * @param executionRequests encoded requests (EIP-7685), or null before Prague
 * @param parentBeaconBlockRoot the parent beacon block's root, or null before Cancun
 */
public record PayloadEnvelope(
    ExecutionPayload payload,
    UInt256 blockValue,
    @Nullable BlobsBundle blobs,
    @Nullable List<Bytes> executionRequests,
    @Nullable Hash parentBeaconBlockRoot) {
  /**
   * Blobs with their commitments and proofs; before Osaka one proof a blob, since then one a cell.
   *
   * @param commitments 48 bytes each
   * @param proofs 48 bytes each
   * @param blobs 131,072 bytes each
   */
  public record BlobsBundle(List<Bytes> commitments, List<Bytes> proofs, List<Bytes> blobs) {
    /** No blobs. */
    public static final BlobsBundle EMPTY = new BlobsBundle(List.of(), List.of(), List.of());
  }
}
