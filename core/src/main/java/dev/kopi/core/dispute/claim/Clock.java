package dev.kopi.core.dispute.claim;

import dev.kopi.core.primitives.UInt256;

/**
 * The clock of a claim.
 *
 * @param durationSeconds what the claimant's side had used when the claim was made
 * @param timestampSeconds when the claim was made
 */
public record Clock(long durationSeconds, long timestampSeconds) {
  /** The clock from the contract's word: the duration in the upper 64 of 128 bits. */
  public static Clock of(UInt256 word) {
    return new Clock(word.word(2), word.word(3));
  }

  /** The contract's word. */
  public UInt256 toWord() {
    return UInt256.ofWords(0, 0, durationSeconds, timestampSeconds);
  }
}
