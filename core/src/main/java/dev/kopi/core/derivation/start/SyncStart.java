package dev.kopi.core.derivation.start;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.DerivationException;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.derivation.source.L1Source;
import dev.kopi.core.derivation.source.L2Source;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import org.jspecify.annotations.Nullable;

/**
 * Finds the heads to start from. Walks back from the unsafe head along L2 and compares each block's
 * L1 origin with L1 as it is now.
 *
 * <p>The unsafe head is the newest block whose origin, and those of all its ancestors, are on L1 or
 * beyond what is known of it. The safe head is the newest block so far back that a full sequencing
 * window of canonical L1 blocks lies between: whatever L1 holds about later blocks is then read
 * again. Neither goes back behind the finalized head.
 *
 * @see <a
 *     href="https://specs.optimism.io/protocol/derivation.html#finding-the-sync-starting-point">
 *     Finding the sync starting point</a>
 */
public final class SyncStart {
  /** The maximum reorg of the unsafe head, in sequencing windows. */
  private static final long MAX_REORG_WINDOWS = 5;

  /**
   * How many sequencing windows a chain without any finality must be long before its unsafe head is
   * taken for one that was synchronised without a trace of what is safe.
   */
  private static final long RECOVERY_WINDOWS = 14;

  private final RollupConfig config;
  private final L1Source l1;
  private final L2Source l2;

  // The walk: the L1 block at the height of the origin of the current L2 block (null when L1 is not
  // that long), and the newest L2 block found so far that may be unsafe, or is on canonical L1.
  private @Nullable L1BlockRef l1Block;
  private @Nullable L2BlockRef unsafe;
  private @Nullable L2BlockRef canonical;

  /** With both chains. */
  public SyncStart(RollupConfig config, L1Source l1, L2Source l2) {
    this.config = config;
    this.l1 = l1;
    this.l2 = l2;
  }

  /**
   * The three heads of L2.
   *
   * @param unsafe the newest block
   * @param safe the newest block that is known to be derived
   * @param finalized the newest block that is derived from finalized L1 blocks
   */
  public record Heads(L2BlockRef unsafe, L2BlockRef safe, L2BlockRef finalized) {}

  /**
   * Finds the heads.
   *
   * @param current what the engine has; genesis stands for a head that it does not have
   * @throws CriticalException when engine and L1 belong to other chains than the configuration's, a
   *     finalized block is not on L1, or L1 reorganised deeper than it ever should
   * @throws DerivationException when a source does not answer, or changes on the way
   */
  public Heads find(Heads current) {
    if (isWithoutFinality(current) || isRewound(current)) {
      return new Heads(current.unsafe(), current.unsafe(), current.unsafe());
    }
    l1Block = null;
    unsafe = current.unsafe();
    canonical = null;
    L2BlockRef at = current.unsafe();
    while (true) {
      l1Block = l1BlockFor(at, l1Block);
      checkGenesis(at, l1Block);
      if (at.number() == current.finalized().number()
          && !at.hash().equals(current.finalized().hash())) {
        throw new CriticalException(
            "finalized block " + current.finalized().id() + " is not in the chain, but " + at.id());
      }
      examine(at, current.unsafe());
      L2BlockRef start = unsafe == null ? at : unsafe;
      if (at.number() == current.finalized().number()) {
        return new Heads(start, at, current.finalized());
      }
      L2BlockRef newest = canonical;
      boolean deepEnough =
          newest != null
              && at.number() <= current.safe().number()
              && at.l1Origin().number() + lookback() < newest.l1Origin().number()
              && at.sequenceNumber() == 0;
      L2BlockRef parent = parent(at);
      checkStep(parent, at, l1Block);
      if (deepEnough) {
        return new Heads(start, parent, current.finalized());
      }
      at = parent;
    }
  }

  /** How many L1 blocks may hold data about an L2 block, challenges to data elsewhere included. */
  private long lookback() {
    RollupConfig.AltDaConfig altDa = config.altDa();
    long challenges = altDa == null ? 0 : altDa.challengeWindow() + altDa.resolveWindow();
    return Math.max(config.sequencerWindowSize(), challenges);
  }

  /** The engine has a long chain and knows of no safe block: it was synchronised from outside. */
  private boolean isWithoutFinality(Heads current) {
    Hash genesis = config.genesisL2().hash();
    return current.finalized().hash().equals(genesis)
        && current.safe().hash().equals(genesis)
        && current.unsafe().number() > config.genesisL2().number()
        && current.unsafe().l1Origin().number()
            > config.genesisL1().number() + RECOVERY_WINDOWS * config.sequencerWindowSize();
  }

  /** The engine lost blocks: its newest one is older than those it calls safe. */
  private static boolean isRewound(Heads current) {
    return current.unsafe().number() < current.finalized().number()
        || current.unsafe().number() < current.safe().number();
  }

  /** The L1 block at the height of the origin; the current one when it is still the origin. */
  private @Nullable L1BlockRef l1BlockFor(L2BlockRef at, @Nullable L1BlockRef known) {
    Hash origin = at.l1Origin().hash();
    if (known != null && known.hash().equals(origin)) {
      return known;
    }
    if (known != null && known.parentHash().equals(origin)) {
      Header header = l1.header(origin);
      return new L1BlockRef(
          origin, header.number(), header.parentHash(), header.timestampSeconds());
    }
    return l1.blockByNumber(at.l1Origin().number());
  }

  private void checkGenesis(L2BlockRef at, @Nullable L1BlockRef l1At) {
    if (at.number() != config.genesisL2().number()) {
      return;
    }
    if (!at.hash().equals(config.genesisL2().hash())) {
      throw new CriticalException(
          "the engine's genesis is " + at.id() + ", expected " + config.genesisL2());
    }
    if (l1At != null && !l1At.hash().equals(config.genesisL1().hash())) {
      throw new CriticalException(
          "L1 block " + l1At.id() + " stands where " + config.genesisL1() + " is expected");
    }
  }

  private void examine(L2BlockRef at, L2BlockRef unsafeBefore) {
    if (unsafe == null) {
      unsafe = at;
      long deepest = MAX_REORG_WINDOWS * lookback();
      if (at.l1Origin().number() + deepest < unsafeBefore.l1Origin().number()) {
        throw new CriticalException(
            "L1 reorganised too deep: back from " + unsafeBefore.id() + " to " + at.id());
      }
    }
    L1BlockRef seen = l1Block;
    if (seen == null) {
      canonical = null;
    } else if (!seen.hash().equals(at.l1Origin().hash())) {
      unsafe = null;
      canonical = null;
    } else if (canonical == null) {
      canonical = at;
    }
  }

  private L2BlockRef parent(L2BlockRef at) {
    Block block = l2.blockByHash(at.parentHash());
    if (block == null) {
      throw new TemporaryException("the engine does not have L2 block " + at.parentHash());
    }
    try {
      return L2Blocks.ref(config, block);
    } catch (DecodeException e) {
      throw new CriticalException("L2 block " + at.parentHash() + ": " + e.getMessage());
    }
  }

  /** Throws when origins and sequence numbers of two blocks do not follow each other. */
  private static void checkStep(L2BlockRef parent, L2BlockRef at, @Nullable L1BlockRef l1At) {
    if (parent.l1Origin().equals(at.l1Origin())) {
      require(parent.sequenceNumber() + 1 == at.sequenceNumber(), parent, at);
      return;
    }
    require(parent.l1Origin().number() + 1 == at.l1Origin().number(), parent, at);
    require(at.sequenceNumber() == 0, parent, at);
    if (l1At != null
        && l1At.hash().equals(at.l1Origin().hash())
        && !l1At.parentHash().equals(parent.l1Origin().hash())) {
      throw new ResetException(
          "L2 block " + parent.id() + " has an origin that is not before " + l1At.id());
    }
  }

  private static void require(boolean holds, L2BlockRef parent, L2BlockRef at) {
    if (!holds) {
      throw new CriticalException(
          "the origin of L2 block " + at.id() + " does not follow that of " + parent.id());
    }
  }
}
