package dev.kopi.core.altda;

import dev.kopi.core.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/** A challenge against a commitment. Owned by one thread. */
public final class Challenge {
  private final Commitment commitment;
  private final long block;
  private final long windowEnd;
  private ChallengeStatus status = ChallengeStatus.ACTIVE;
  private @Nullable Bytes data;

  Challenge(Commitment commitment, long block, long windowEnd) {
    this.commitment = commitment;
    this.block = block;
    this.windowEnd = windowEnd;
  }

  /** The commitment. */
  public Commitment commitment() {
    return commitment;
  }

  /** The L1 block with the commitment. */
  public long block() {
    return block;
  }

  /** The L1 block from which on it cannot be resolved any more. */
  public long windowEnd() {
    return windowEnd;
  }

  /** What has become of it. */
  public ChallengeStatus status() {
    return status;
  }

  /** The data that resolved it; null when it is not resolved, or by a generic commitment's. */
  public @Nullable Bytes data() {
    return data;
  }

  void resolve(@Nullable Bytes answer) {
    status = ChallengeStatus.RESOLVED;
    data = answer;
  }

  void expire() {
    if (status == ChallengeStatus.ACTIVE) {
      status = ChallengeStatus.EXPIRED;
    }
  }
}
