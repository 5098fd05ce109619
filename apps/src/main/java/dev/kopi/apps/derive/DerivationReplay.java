package dev.kopi.apps.derive;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.derivation.event.DerivationEvent;
import dev.kopi.core.derivation.pipeline.DerivationPipeline;
import dev.kopi.core.derivation.pipeline.DerivedAttributes;
import dev.kopi.core.derivation.pipeline.StepResult;
import dev.kopi.core.derivation.source.DerivationSources;
import dev.kopi.core.derivation.start.SyncStart;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import java.util.List;

/**
 * A node without network: derives from the given L1 blocks, has blocks built, and advances its
 * heads as specified.
 */
final class DerivationReplay {
  /** The most pipeline resets for one L1 block; a reorganisation takes one. */
  private static final int MAX_RESETS = 8;

  private final RollupConfig config;
  private final RecordedL1 l1 = new RecordedL1();
  private final L2Chain l2;
  private final DerivedBlockBuilder builder;
  private final DerivationPipeline pipeline;
  private final L2BlockRef genesis;
  private L2BlockRef safe;
  private L2BlockRef pendingSafe;
  private boolean started;

  DerivationReplay(
      Recording recording,
      L2Chain l2,
      DerivedBlockBuilder builder,
      UpgradeTransactions upgrades,
      Secp256k1 secp256k1,
      Bytes brotliDictionary) {
    this.config = recording.config();
    this.l2 = l2;
    this.builder = builder;
    Block first = recording.genesis().block();
    l2.add(first);
    genesis = L2Blocks.ref(config, first);
    safe = genesis;
    pendingSafe = genesis;
    pipeline =
        new DerivationPipeline(
            config,
            recording.l1Spec(),
            secp256k1,
            brotliDictionary,
            upgrades,
            new DerivationSources(l1, l1, l2, null));
  }

  L2BlockRef safe() {
    return safe;
  }

  /** The events since the last call. */
  List<DerivationEvent> takeEvents() {
    return pipeline.takeEvents();
  }

  /**
   * Adds an L1 block, and derives as far as possible.
   *
   * @throws DerivationException when derivation cannot go on
   */
  void show(RecordedL1Block block) {
    l1.show(block);
    if (!started) {
      pipeline.reset(safe);
      started = true;
    }
    int resets = 0;
    while (true) {
      try {
        switch (pipeline.step(pendingSafe)) {
          case StepResult.Attributes(DerivedAttributes derived) -> apply(derived);
          case StepResult.Progress progress -> {}
          case StepResult.NeedsMoreL1 idle -> {
            return;
          }
        }
      } catch (ResetException e) {
        if (++resets > MAX_RESETS) {
          throw e;
        }
        reset();
      }
    }
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
    l2.add(block);
    pendingSafe = L2Blocks.ref(config, block);
    if (used.concluding()) {
      safe = pendingSafe;
    }
  }

  private void reset() {
    SyncStart.Heads heads =
        new SyncStart(config, l1, l2).find(new SyncStart.Heads(pendingSafe, safe, genesis));
    safe = heads.safe();
    pendingSafe = safe;
    pipeline.reset(safe);
  }
}
