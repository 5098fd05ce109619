package dev.kopi.core.derivation.pipeline;

import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.attributes.SystemConfigUpdates;
import dev.kopi.core.derivation.event.DerivationEvent;
import dev.kopi.core.derivation.event.DerivationEvents;
import dev.kopi.core.derivation.source.L1Source;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SystemConfig;
import org.jspecify.annotations.Nullable;

/**
 * The first stage: walks along L1 and keeps the system configuration up to date. "In the L1
 * Traversal stage, we simply read the header of the next L1 block."
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#l1-traversal">L1 traversal</a>
 */
final class L1Traversal {
  private final RollupConfig config;
  private final L1Source l1;
  private final DerivationEvents events;
  private L1BlockRef block;
  private SystemConfig systemConfig;
  private boolean taken;

  L1Traversal(
      RollupConfig config,
      L1Source l1,
      DerivationEvents events,
      L1BlockRef base,
      SystemConfig systemConfig) {
    this.config = config;
    this.l1 = l1;
    this.events = events;
    this.block = base;
    this.systemConfig = systemConfig;
  }

  /** The L1 block that the whole pipeline is at. */
  L1BlockRef origin() {
    return block;
  }

  /** The system configuration as of that block. */
  SystemConfig systemConfig() {
    return systemConfig;
  }

  /** The current block, once; then null until {@link #advance}. */
  @Nullable L1BlockRef take() {
    if (taken) {
      return null;
    }
    taken = true;
    return block;
  }

  /**
   * Advances to the next block.
   *
   * @return false when L1 is not that long
   * @throws ResetException when the next block does not build on the current one
   */
  boolean advance() {
    L1BlockRef next = l1.blockByNumber(block.number() + 1);
    if (next == null) {
      return false;
    }
    if (!next.parentHash().equals(block.hash())) {
      throw new ResetException(
          "L1 reorganised: block " + next.id() + " does not build on " + block.hash());
    }
    SystemConfigUpdates.Outcome updates =
        SystemConfigUpdates.apply(
            config, systemConfig, l1.receipts(next.hash()), next.timestampSeconds());
    systemConfig = updates.systemConfig();
    block = next;
    taken = false;
    events.add(new DerivationEvent.L1Advanced(next));
    for (SystemConfigUpdates.Ignored ignored : updates.ignored()) {
      events.add(new DerivationEvent.SystemConfigUpdateIgnored(next.id(), ignored));
    }
    return true;
  }
}
