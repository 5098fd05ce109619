package dev.kopi.core.execution;

import dev.kopi.core.store.ExecutedBlock;
import org.jspecify.annotations.Nullable;

/** The verdict on a block. */
public sealed interface BlockResult {

  /** The block is a valid child of its parent. */
  record Valid(ExecutedBlock block, BlockOutcome.Completed outcome) implements BlockResult {}

  /**
   * The block is not valid.
   *
   * @param reason the first rule that it breaks
   * @param transaction which transaction breaks it and why; null when it is none
   */
  record Invalid(InvalidBlock reason, @Nullable Culprit transaction) implements BlockResult {}

  /**
   * A transaction that makes a block invalid.
   *
   * @param index its place in the block
   * @param reason why it cannot be there; null when its signature is not valid
   */
  record Culprit(int index, @Nullable InvalidTransaction reason) {}
}
