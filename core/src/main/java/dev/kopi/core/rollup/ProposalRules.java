package dev.kopi.core.rollup;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** When a proposer proposes. */
public final class ProposalRules {
  private ProposalRules() {}

  /**
   * A proposal on L1.
   *
   * @param type the game's type
   * @param createdSeconds when it was made
   * @param proposer who made it
   * @param root what was proposed
   */
  public record Proposal(long type, long createdSeconds, Address proposer, Hash root) {}

  /**
   * The newest own proposal that is not older than the interval; null when it is time for the next.
   *
   * @param newestFirst all proposals, newest first; read only as far as needed
   * @param nowSeconds the time
   * @param intervalSeconds how long is to be between two
   */
  public static @Nullable Proposal recent(
      Iterator<Proposal> newestFirst,
      Address self,
      long type,
      long nowSeconds,
      long intervalSeconds) {
    while (newestFirst.hasNext()) {
      Proposal proposal = newestFirst.next();
      if (proposal.createdSeconds() < nowSeconds - intervalSeconds) {
        return null;
      }
      if (proposal.type() == type && proposal.proposer().equals(self)) {
        return proposal;
      }
    }
    return null;
  }

  /**
   * The L2 block to propose, or null when there is none yet: genesis is known already.
   *
   * @param allowNonFinalized whether a safe block will do
   */
  public static @Nullable L2BlockRef block(
      SyncStatus status, RollupConfig config, boolean allowNonFinalized) {
    L2BlockRef block = allowNonFinalized ? status.safeL2() : status.finalizedL2();
    boolean known = !block.hash().isZero();
    return known && block.number() > config.genesisL2().number() ? block : null;
  }
}
