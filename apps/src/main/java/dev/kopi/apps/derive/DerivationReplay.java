package dev.kopi.apps.derive;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.derivation.driver.DerivationDriver;
import dev.kopi.core.derivation.driver.DerivedBlockBuilder;
import dev.kopi.core.derivation.event.DerivationEvent;
import dev.kopi.core.derivation.pipeline.DerivationPipeline;
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
  private final RecordedL1 l1;
  private final L2Chain l2;
  private final DerivationPipeline pipeline;
  private final DerivationDriver driver;
  private final L2BlockRef genesis;
  private boolean started;

  DerivationReplay(
      Recording recording,
      RecordedL1 l1,
      L2Chain l2,
      DerivedBlockBuilder builder,
      UpgradeTransactions upgrades,
      Secp256k1 secp256k1,
      Bytes brotliDictionary) {
    this.config = recording.config();
    this.l1 = l1;
    this.l2 = l2;
    Block first = recording.genesis().block();
    l2.add(first);
    genesis = L2Blocks.ref(config, first);
    pipeline =
        new DerivationPipeline(
            config,
            recording.l1Spec(),
            secp256k1,
            brotliDictionary,
            upgrades,
            new DerivationSources(l1, l1, l2, null));
    driver =
        new DerivationDriver(
            config,
            pipeline,
            derived -> {
              Block block = builder.build(derived);
              if (block != null) {
                l2.add(block);
              }
              return block;
            },
            genesis);
  }

  L2BlockRef safe() {
    return driver.safe();
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
      driver.reset(genesis);
      started = true;
    }
    int resets = 0;
    boolean more = true;
    while (more) {
      try {
        more = driver.step();
      } catch (ResetException e) {
        if (++resets > MAX_RESETS) {
          throw e;
        }
        reset();
      }
    }
  }

  private void reset() {
    SyncStart.Heads current = new SyncStart.Heads(driver.pendingSafe(), driver.safe(), genesis);
    driver.reset(new SyncStart(config, l1, l2).find(current).safe());
  }
}
