package dev.kopi.services.node.engine;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.derivation.source.L1Source;
import dev.kopi.core.derivation.source.L2Source;
import dev.kopi.core.derivation.start.SyncStart;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the L2 heads to start from: the engine's heads, checked against L1.
 *
 * @see SyncStart
 */
public final class SyncStartFinder implements HeadsFinder {
  private final RollupConfig config;
  private final L1Source l1;
  private final L2Source l2;
  private final Function<String, @Nullable Block> blockByTag;

  /**
   * A finder over both chains.
   *
   * @param blockByTag the engine's block with tag {@code latest}, {@code safe} or {@code
   *     finalized}; null when it has none
   */
  public SyncStartFinder(
      RollupConfig config, L1Source l1, L2Source l2, Function<String, @Nullable Block> blockByTag) {
    this.config = config;
    this.l1 = l1;
    this.l2 = l2;
    this.blockByTag = blockByTag;
  }

  @Override
  public L2Heads find() {
    try {
      L2BlockRef head = head(EthClient.LATEST, null);
      L2BlockRef finalized = head(EthClient.FINALIZED, genesis());
      L2BlockRef safe = head(EthClient.SAFE, finalized);
      SyncStart.Heads found =
          new SyncStart(config, l1, l2).find(new SyncStart.Heads(head, safe, finalized));
      return new L2Heads(found.unsafe(), found.safe(), found.safe(), found.finalized());
    } catch (DecodeException e) {
      throw new CriticalException("the engine's chain is not this rollup's: " + e.getMessage());
    }
  }

  private L2BlockRef head(String tag, @Nullable L2BlockRef absent) {
    Block block = blockByTag.apply(tag);
    if (block != null) {
      return L2Blocks.ref(config, block);
    }
    if (absent == null) {
      throw new TemporaryException("the engine has no " + tag + " block");
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
