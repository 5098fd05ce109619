package dev.kopi.services.l1;

import dev.kopi.core.primitives.Address;

/**
 * The configuration of a development L1.
 *
 * @param genesisTimeSeconds the time of slot 0
 * @param slotSeconds seconds between slots
 * @param safeDistance how many blocks the safe head trails the head
 * @param finalizedDistance how many blocks the finalized head trails the head
 * @param feeRecipient the recipient of the fees
 */
public record L1ClockConfig(
    long genesisTimeSeconds,
    long slotSeconds,
    int safeDistance,
    int finalizedDistance,
    Address feeRecipient) {
  /** Checks the order of the heads. */
  public L1ClockConfig {
    if (slotSeconds < 1) {
      throw new IllegalArgumentException("a slot takes at least one second");
    }
    if (safeDistance < 0 || finalizedDistance < safeDistance) {
      throw new IllegalArgumentException("the finalized head must trail the safe head");
    }
  }

  /** A chain with quick finality: safe after two blocks, finalized after four. */
  public static L1ClockConfig devnet(
      long genesisTimeSeconds, long slotSeconds, Address feeRecipient) {
    return new L1ClockConfig(genesisTimeSeconds, slotSeconds, 2, 4, feeRecipient);
  }

  /** The slot of a block with this timestamp. */
  public long slotOf(long timestampSeconds) {
    return (timestampSeconds - genesisTimeSeconds) / slotSeconds;
  }

  /** The time of a slot. */
  public long timeOf(long slot) {
    return genesisTimeSeconds + slot * slotSeconds;
  }
}
