package dev.kopi.services.node;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.source.L1Source;
import dev.kopi.core.derivation.source.L2Source;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.derivation.start.SyncStart;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a node starts: the engine's labels, brought into accord with L1.
 *
 * @see SyncStart
 */
public final class StartFinder implements HeadsFinder {
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
      L2BlockRef head = label(EthClient.LATEST, null);
      L2BlockRef finalized = label(EthClient.FINALIZED, genesis());
      L2BlockRef safe = label(EthClient.SAFE, finalized);
      SyncStart.Heads found =
          new SyncStart(config, l1, l2).find(new SyncStart.Heads(head, safe, finalized));
      return new Heads(found.unsafe(), found.safe(), found.safe(), found.finalized());
    } catch (DecodeException e) {
      throw new CriticalException("the engine's chain is not this rollup's: " + e.getMessage());
    }
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
