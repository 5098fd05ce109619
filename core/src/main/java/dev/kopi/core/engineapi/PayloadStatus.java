package dev.kopi.core.engineapi;

import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/**
 * What an engine thinks of a payload.
 *
 * @param status the verdict
 * @param latestValidHash the newest valid ancestor, where the verdict has one
 * @param validationError for people to read, where the verdict is invalid
 * @see <a
 *     href="https://github.com/ethereum/execution-apis/blob/main/src/engine/paris.md#payloadstatusv1">PayloadStatusV1</a>
 */
public record PayloadStatus(
    Status status, @Nullable Hash latestValidHash, @Nullable String validationError) {

  /** The verdicts. */
  public enum Status {
    VALID,
    INVALID,
    SYNCING,
    ACCEPTED,
    INVALID_BLOCK_HASH
  }

  /** The payload is valid. */
  public static PayloadStatus valid(Hash hash) {
    return new PayloadStatus(Status.VALID, hash, null);
  }

  /** The parent is not known yet. */
  public static PayloadStatus syncing() {
    return new PayloadStatus(Status.SYNCING, null, null);
  }
}
