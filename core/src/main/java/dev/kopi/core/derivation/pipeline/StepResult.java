package dev.kopi.core.derivation.pipeline;

import dev.kopi.core.rollup.L1BlockRef;

/** The result of a step of the pipeline. */
public sealed interface StepResult {
  /**
   * The next block of the safe chain is known. Derivation waits for the block built from it: the
   * next step takes it as its head.
   */
  record Attributes(DerivedAttributes attributes) implements StepResult {}

  /**
   * Progress was made; step again.
   *
   * @param origin the L1 block that derivation is at
   */
  record Progress(L1BlockRef origin) implements StepResult {}

  /**
   * All of L1 was read; step again when there is more of it.
   *
   * @param origin the L1 block that derivation is at
   */
  record NeedsMoreL1(L1BlockRef origin) implements StepResult {}
}
