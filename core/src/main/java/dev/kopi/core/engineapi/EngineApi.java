package dev.kopi.core.engineapi;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Engine API, spoken by a node to its engine. Methods carry the version that the caller chose
 * by fork. Each may throw {@link EngineUnavailableException} when the engine does not answer.
 *
 * @see <a href="https://github.com/ethereum/execution-apis/tree/main/src/engine">Engine API</a>
 */
public interface EngineApi {
  /**
   * Gives the engine a block.
   *
   * @param version 1 to 4
   * @param blobHashes the versioned hashes of its blobs; null before version 3
   * @param parentBeaconBlockRoot null before version 3
   * @param executionRequests null before version 4
   * @throws EngineApiException when the call is refused
   */
  PayloadStatus newPayload(
      int version,
      ExecutionPayload payload,
      @Nullable List<Hash> blobHashes,
      @Nullable Hash parentBeaconBlockRoot,
      @Nullable List<Bytes> executionRequests);

  /**
   * Sets the heads and, with attributes, starts to build a block on the head.
   *
   * @param version 1 to 3
   * @throws EngineApiException when the call is refused
   */
  ForkchoiceResult forkchoiceUpdated(
      int version, ForkchoiceState state, @Nullable PayloadAttributes attributes);

  /**
   * Ends building and takes the block.
   *
   * @param version 1 to 5
   * @throws EngineApiException when the payload is unknown or of another fork
   */
  PayloadEnvelope getPayload(int version, PayloadId id);
}
