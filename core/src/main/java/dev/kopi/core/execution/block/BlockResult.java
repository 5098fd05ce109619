package dev.kopi.core.execution.block;

import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.execution.validation.InvalidBlock;
import dev.kopi.core.store.ExecutedBlock;
import org.jspecify.annotations.Nullable;

/** The result of validating a block. */
public sealed interface BlockResult {

  /** The block is a valid child of its parent. */
  record Valid(ExecutedBlock block, BlockOutcome.Completed outcome) implements BlockResult {}

  /**
   * The block is not valid.
   *
   * @param reason the first rule that it breaks
   * @param transaction the transaction that breaks it and the reason; null when the reason is not a
   *     transaction
   */
  record Invalid(InvalidBlock reason, @Nullable Culprit transaction) implements BlockResult {}

  /**
   * A transaction that makes a block invalid.
   *
   * @param index its index in the block
   * @param reason why it is invalid; null when its signature is not valid
   */
  record Culprit(int index, @Nullable InvalidTransaction reason) {}
}
