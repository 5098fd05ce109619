package dev.kopi.core.rollup;

import dev.kopi.core.primitives.Hash;

/**
 * A snapshot of what a rollup node knows of both chains. What is not known yet is a block of zeros.
 *
 * @param currentL1 the L1 block up to which derivation has come; L2 is derived fully from the
 *     blocks before it
 * @param headL1 the newest L1 block
 * @param safeL1 L1's safe block
 * @param finalizedL1 L1's final block
 * @param unsafeL2 the tip of L2
 * @param safeL2 the newest L2 block derived from L1
 * @param finalizedL2 the newest L2 block derived from final L1 data
 * @param pendingSafeL2 the newest L2 block derived from a span batch that is not complete
 */
public record SyncStatus(
    L1BlockRef currentL1,
    L1BlockRef headL1,
    L1BlockRef safeL1,
    L1BlockRef finalizedL1,
    L2BlockRef unsafeL2,
    L2BlockRef safeL2,
    L2BlockRef finalizedL2,
    L2BlockRef pendingSafeL2) {
  /** No L1 block. */
  public static final L1BlockRef NO_L1 = new L1BlockRef(Hash.ZERO, 0, Hash.ZERO, 0);

  /** No L2 block. */
  public static final L2BlockRef NO_L2 =
      new L2BlockRef(Hash.ZERO, 0, Hash.ZERO, 0, new BlockId(Hash.ZERO, 0), 0);

  /** Nothing is known yet. */
  public static final SyncStatus EMPTY =
      new SyncStatus(NO_L1, NO_L1, NO_L1, NO_L1, NO_L2, NO_L2, NO_L2, NO_L2);
}
