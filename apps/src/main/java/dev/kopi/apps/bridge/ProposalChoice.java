package dev.kopi.apps.bridge;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the proposal that a withdrawal is proven against: the first one whose root claim is the
 * output root of the user's own L2 node.
 *
 * @param warnings receives a line for each proposal that is passed over
 */
record ProposalChoice(RootCheck check, Consumer<String> warnings) {
  /**
   * A root that was proposed.
   *
   * @param index the index of the game in the factory
   * @param game the dispute game
   * @param rootClaim the claimed output root
   * @param l2Block the L2 block that it is claimed to belong to
   */
  record Proposal(long index, Address game, Hash rootClaim, long l2Block) {}

  /**
   * The first right one of proposals.
   *
   * @return null when there is none, but nothing false either
   * @throws BridgeFailed when some are false and none is right
   */
  @Nullable Proposal choose(List<Proposal> proposals) {
    Proposal refuted = null;
    for (Proposal proposal : proposals) {
      RootCheck.Finding finding =
          check.of(proposal.game(), proposal.rootClaim(), proposal.l2Block());
      switch (finding.verdict()) {
        case RIGHT -> {
          return proposal;
        }
        case WRONG -> {
          warnings.accept(finding.words() + ": the game is not used");
          refuted = proposal;
        }
        case UNKNOWN -> warnings.accept(finding.words() + ": its root is not checked and not used");
      }
    }
    if (refuted != null) {
      throw new BridgeFailed(
          "no dispute game that covers the withdrawal agrees with the L2 node (the last one is "
              + refuted.game()
              + " at L2 block "
              + refuted.l2Block()
              + "): wait for a right proposal, or check that the node is synced");
    }
    return null;
  }
}
