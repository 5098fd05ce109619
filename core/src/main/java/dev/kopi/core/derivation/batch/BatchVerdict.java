package dev.kopi.core.derivation.batch;

/**
 * The result of checking a batch, with the reason.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#batch-queue">Batch queue</a>
 * @see <a href="https://specs.optimism.io/protocol/delta/span-batches.html#batch-queue">Span
 *     batches: batch queue</a>
 * @see <a href="https://specs.optimism.io/protocol/holocene/derivation.html#batch-queue">Holocene:
 *     batch queue</a>
 */
public enum BatchVerdict {
  /** It is the next one. */
  ACCEPTED(Validity.ACCEPT),

  /** Before Holocene: it comes later. */
  FUTURE(Validity.FUTURE),

  /** From Holocene on: it is about blocks that are there. */
  PAST(Validity.PAST),

  /** No L1 block is known yet. */
  NO_L1_BLOCK(Validity.UNDECIDED),
  /** It advances the epoch to an L1 block that is not read yet. */
  NEXT_ORIGIN_UNKNOWN(Validity.UNDECIDED),
  /** The L1 block that its last block belongs to is not read yet. */
  LAST_ORIGIN_UNKNOWN(Validity.UNDECIDED),
  /** Whether it had to advance the epoch depends on an L1 block that is not read yet. */
  DRIFT_UNDECIDED(Validity.UNDECIDED),
  /** An L2 block that it overlaps with, or builds on, cannot be found. */
  L2_BLOCK_UNKNOWN(Validity.UNDECIDED),

  /** From Holocene on: there is a gap between the safe head and it. */
  GAP(Validity.DROP),
  /** Before Holocene: it is about a block that is there. */
  TIMESTAMP_TOO_OLD(Validity.DROP),
  /** It builds on another block than the safe head. */
  PARENT_HASH(Validity.DROP),
  /** It was included after the sequencing window of its epoch. */
  INCLUDED_TOO_LATE(Validity.DROP),
  /** Its epoch is older than that of the block before it. */
  EPOCH_TOO_OLD(Validity.DROP),
  /** Its epoch is more than one L1 block ahead. */
  EPOCH_TOO_FAR(Validity.DROP),
  /** Its epoch is of another L1 chain. */
  EPOCH_HASH(Validity.DROP),
  /** It is older than its L1 origin. */
  BEFORE_L1_ORIGIN(Validity.DROP),
  /** The first block of a fork with upgrade transactions holds transactions of users. */
  ACTIVATION_BLOCK_NOT_EMPTY(Validity.DROP),
  /** It is too far ahead of its L1 origin to hold transactions. */
  DRIFT_EXCEEDED(Validity.DROP),
  /** It is too far ahead of its L1 origin, and could have taken the next one. */
  DRIFT_WITHOUT_NEXT_ORIGIN(Validity.DROP),
  /** A transaction has no bytes. */
  EMPTY_TRANSACTION(Validity.DROP),
  /** A transaction is a deposit. */
  DEPOSIT_TRANSACTION(Validity.DROP),
  /** A transaction is of a type that comes with Isthmus. */
  SET_CODE_BEFORE_ISTHMUS(Validity.DROP),

  /** A span batch in an L1 block before Delta. */
  SPAN_BEFORE_DELTA(Validity.DROP),
  /** A span batch whose transactions cannot be put together. */
  SPAN_MALFORMED(Validity.DROP),
  /** Before Holocene: a span batch that only holds blocks that are there. */
  SPAN_WITHOUT_NEW_BLOCKS(Validity.DROP),
  /** A span batch whose blocks do not fall on the timestamps of the chain. */
  SPAN_MISALIGNED(Validity.DROP),
  /** A block of a span batch has an L1 origin outside of those that are known. */
  SPAN_ORIGIN_UNKNOWN(Validity.DROP),
  /** A block of a span batch has other transactions than the block that is there. */
  SPAN_OVERLAP_TRANSACTIONS(Validity.DROP),
  /** A block of a span batch has another L1 origin than the block that is there. */
  SPAN_OVERLAP_ORIGIN(Validity.DROP);

  /** The action on a batch. */
  public enum Validity {
    /** Use it. */
    ACCEPT,
    /** It is invalid, now and later. */
    DROP,
    /** More of L1 must be known. */
    UNDECIDED,
    /** Look at it again later. */
    FUTURE,
    /** Skip it, and continue with the next one of the channel. */
    PAST
  }

  private final Validity validity;

  BatchVerdict(Validity validity) {
    this.validity = validity;
  }

  /** The action on the batch. */
  public Validity validity() {
    return validity;
  }
}
