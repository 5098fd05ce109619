package dev.kopi.core.derivation.driver;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.DerivationException;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.derivation.pipeline.DerivationPipeline;
import dev.kopi.core.derivation.pipeline.DerivedAttributes;
import dev.kopi.core.derivation.pipeline.StepResult;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;

/**
 * Drives the pipeline where blocks are built at once and no unsafe chain exists: has the derived
 * attributes built, replaces invalid blocks, and advances the heads as specified.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#engine-queue">Engine queue</a>
 */
public final class DerivationDriver {
  private final RollupConfig config;
  private final DerivationPipeline pipeline;
  private final DerivedBlockBuilder builder;
  private L2BlockRef safe;
  private L2BlockRef pendingSafe;

  /** Starts from a safe head; the pipeline is not yet set to it. */
  public DerivationDriver(
      RollupConfig config,
      DerivationPipeline pipeline,
      DerivedBlockBuilder builder,
      L2BlockRef safe) {
    this.config = config;
    this.pipeline = pipeline;
    this.builder = builder;
    this.safe = safe;
    this.pendingSafe = safe;
  }

  /** The newest block that is known to be on the safe chain. */
  public L2BlockRef safe() {
    return safe;
  }

  /**
   * The newest block that was built: of a span batch that is not yet complete, or the safe head.
   */
  public L2BlockRef pendingSafe() {
    return pendingSafe;
  }

  /**
   * Starts over from a safe head.
   *
   * @throws DerivationException when a source does not answer or does not know a block
   */
  public void reset(L2BlockRef newSafe) {
    safe = newSafe;
    pendingSafe = newSafe;
    pipeline.reset(newSafe);
  }

  /**
   * Makes one step.
   *
   * @return whether there may be more to derive; false when all of L1 was read
   * @throws ResetException when L1 reorganised
   * @throws CriticalException when a block of deposits alone is invalid
   * @throws DerivationException when a source does not answer
   */
  public boolean step() {
    return switch (pipeline.step(pendingSafe)) {
      case StepResult.Attributes(DerivedAttributes derived) -> {
        apply(derived);
        yield true;
      }
      case StepResult.Progress progress -> true;
      case StepResult.NeedsMoreL1 idle -> false;
    };
  }

  private void apply(DerivedAttributes derived) {
    DerivedAttributes used = derived;
    Block block = builder.build(used);
    if (block == null && config.isActive(OpFork.HOLOCENE, used.derivedFrom().timestampSeconds())) {
      used = pipeline.depositsOnly(used.parent().id(), used.derivedFrom());
      block = builder.build(used);
      if (block == null) {
        throw new CriticalException(
            "the block of deposits alone after " + used.parent().id() + " is invalid");
      }
    }
    if (block == null) {
      // "If the block is invalid, the pending safe head goes back to the safe head."
      pendingSafe = safe;
      return;
    }
    pendingSafe = L2Blocks.ref(config, block);
    if (used.concluding()) {
      safe = pendingSafe;
    }
  }
}
