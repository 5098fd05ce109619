package dev.kopi.services.node;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.core.chain.Block;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.L1Source;
import dev.kopi.core.derivation.L2Source;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a node starts: walks back from the engine's head until the L1 origins are canonical
 * and a whole sequencing window of them has been seen.
 *
 * <p>The unsafe head is the newest block whose L1 origin is plausible: canonical, or ahead of what
 * is seen of L1. The safe head is the last block of the epoch before the first one that a whole
 * sequencing window of canonical L1 blocks follows, and never newer than the engine's safe block.
 *
 * @see <a
 *     href="https://specs.optimism.io/protocol/derivation.html#finding-the-sync-starting-point">
 *     Finding the sync starting point</a>
 */
public final class StartFinder implements HeadsFinder {
  private static final int MAX_REORG_WINDOWS = 5;

  private final RollupConfig config;
  private final L1Source l1;
  private final L2Source l2;
  private final Function<String, @Nullable Block> labelled;

  /**
   * Reads both chains.
   *
   * @param labelled the engine's block for {@code latest}, {@code safe} or {@code finalized}; null
   *     when it has none
   */
  public StartFinder(
      RollupConfig config, L1Source l1, L2Source l2, Function<String, @Nullable Block> labelled) {
    this.config = config;
    this.l1 = l1;
    this.l2 = l2;
    this.labelled = labelled;
  }

  @Override
  public Heads find() {
    try {
      return walk();
    } catch (DecodeException e) {
      throw new CriticalException("the engine's chain is not this rollup's: " + e.getMessage());
    }
  }

  private Heads walk() {
    L2BlockRef head = label(EthClient.LATEST, null);
    L2BlockRef finalized = label(EthClient.FINALIZED, genesis());
    L2BlockRef safe = label(EthClient.SAFE, finalized);
    if (head.number() < finalized.number() || head.number() < safe.number()) {
      // The engine went back without being told to: what it still has is where to go on.
      return new Heads(head, head, head, head);
    }
    @Nullable L2BlockRef unsafe = head;
    @Nullable L2BlockRef highestCanonical = null;
    @Nullable L1BlockRef l1Block = null;
    L2BlockRef at = head;
    while (true) {
      Hash origin = at.l1Origin().hash();
      if (l1Block == null || !l1Block.hash().equals(origin)) {
        l1Block = l1.blockByNumber(at.l1Origin().number());
      }
      boolean ahead = l1Block == null;
      boolean canonical = l1Block != null && l1Block.hash().equals(origin);
      checkGenesis(at, l1Block);
      if (at.number() == finalized.number() && !at.hash().equals(finalized.hash())) {
        throw new CriticalException("the final block " + finalized.id() + " was reorganised");
      }
      if (unsafe == null) {
        unsafe = at;
        long deepest = MAX_REORG_WINDOWS * config.sequencerWindowSize();
        if (at.l1Origin().number() + deepest < head.l1Origin().number()) {
          throw new CriticalException("L2 would be reorganised too deep, to " + at.id());
        }
      }
      if (ahead) {
        highestCanonical = null;
      } else if (canonical) {
        highestCanonical = highestCanonical == null ? at : highestCanonical;
      } else {
        unsafe = null;
        highestCanonical = null;
      }
      if (at.number() == finalized.number()) {
        L2BlockRef newest = unsafe == null ? at : unsafe;
        return new Heads(newest, at, at, at);
      }
      boolean windowSeen =
          highestCanonical != null
              && at.number() <= safe.number()
              && at.sequenceNumber() == 0
              && at.l1Origin().number() + config.sequencerWindowSize()
                  < highestCanonical.l1Origin().number();
      at = parent(at);
      if (windowSeen) {
        L2BlockRef newest = unsafe == null ? at : unsafe;
        return new Heads(newest, at, at, finalized);
      }
    }
  }

  private void checkGenesis(L2BlockRef at, @Nullable L1BlockRef l1Block) {
    if (at.number() == config.genesisL2().number()
        && l1Block != null
        && !l1Block.hash().equals(config.genesisL1().hash())) {
      throw new CriticalException(
          "L1 block "
              + l1Block.number()
              + " is "
              + l1Block.hash()
              + ", the rollup starts from "
              + config.genesisL1().hash());
    }
  }

  private L2BlockRef parent(L2BlockRef of) {
    Block block = l2.blockByHash(of.parentHash());
    if (block == null) {
      throw new TemporaryException("the engine does not have L2 block " + of.parentHash());
    }
    L2BlockRef parent = L2Blocks.ref(config, block);
    boolean sameEpoch = parent.l1Origin().equals(of.l1Origin());
    boolean fits =
        sameEpoch
            ? parent.sequenceNumber() + 1 == of.sequenceNumber()
            : parent.l1Origin().number() + 1 == of.l1Origin().number() && of.sequenceNumber() == 0;
    if (!fits) {
      throw new ResetException("L2 block " + of.id() + " does not follow the epoch of its parent");
    }
    return parent;
  }

  private L2BlockRef label(String label, @Nullable L2BlockRef absent) {
    Block block = labelled.apply(label);
    if (block != null) {
      return L2Blocks.ref(config, block);
    }
    if (absent == null) {
      throw new TemporaryException("the engine has no " + label + " block");
    }
    return absent;
  }

  private L2BlockRef genesis() {
    Block block = l2.blockByNumber(config.genesisL2().number());
    if (block == null) {
      throw new TemporaryException("the engine does not have the first L2 block");
    }
    return L2Blocks.ref(config, block);
  }
}
