package dev.kopi.core.dispute.games;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.ClaimId;
import dev.kopi.core.dispute.claim.ClaimTree;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.solver.Action;
import dev.kopi.core.primitives.Address;
import org.jspecify.annotations.Nullable;

/**
 * What holds of every action of the honest actor. That a step succeeds is seen when it is taken.
 */
final class Invariants {
  private final World world;
  private final Address honest;

  Invariants(World world, Address honest) {
    this.world = world;
    this.honest = honest;
  }

  void check(ClaimTree tree, Action action) {
    switch (action) {
      case Action.Move move -> move(tree, move);
      case Action.Step step -> step(tree, step);
      case Action.ChallengeBlockNumber challenge ->
          throw new AssertionError("the block number is right");
    }
  }

  private void move(ClaimTree tree, Action.Move move) {
    assertThat(move.parent()).as("the parent exists").isBetween(0, tree.claims().size() - 1);
    Claim parent = tree.claims().get(move.parent());
    assertThat(parent.depth()).as("no move at the bottom").isLessThan(tree.maxDepth());
    Position position = parent.position().move(move.attack());
    assertThat(tree.contains(new ClaimId(position, move.value(), parent.index())))
        .as("no duplicate")
        .isFalse();
    assertThat(move.attack() || !parent.isRoot()).as("the root is not defended").isTrue();
    assertThat(parent.claimant()).as("nobody answers himself").isNotEqualTo(honest);
    stateBeforeIsRight(tree, parent, position);
  }

  private void step(ClaimTree tree, Action.Step step) {
    assertThat(step.claim()).as("the claim exists").isBetween(0, tree.claims().size() - 1);
    Claim claim = tree.claims().get(step.claim());
    assertThat(claim.depth()).as("a step at the bottom alone").isEqualTo(tree.maxDepth());
    assertThat(claim.isCountered()).as("no step against a countered claim").isFalse();
    assertThat(claim.claimant()).as("nobody steps against himself").isNotEqualTo(honest);
    if (step.attack()) {
      stateBeforeIsRight(tree, claim, claim.position());
    }
  }

  /**
   * The claim that a step at a position would start from is right: only who made a wrong one knows
   * the state behind it.
   */
  private void stateBeforeIsRight(ClaimTree tree, Claim start, Position position) {
    Claim before = leftNeighbour(tree, start, position);
    if (before != null) {
      assertThat(world.truth.value(tree, before, before.position()))
          .as("the state before claim %s is not poisoned", before.index())
          .isEqualTo(before.value());
    }
  }

  private static @Nullable Claim leftNeighbour(ClaimTree tree, Claim start, Position position) {
    int depth = tree.maxDepth();
    Claim nearest = null;
    for (Claim claim = start; claim != null; claim = tree.parent(claim)) {
      if (claim.position().compareTraceIndex(position, depth) < 0
          && (nearest == null
              || claim.position().compareTraceIndex(nearest.position(), depth) > 0)) {
        nearest = claim;
      }
    }
    return nearest;
  }
}
