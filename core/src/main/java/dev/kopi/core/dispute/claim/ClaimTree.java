package dev.kopi.core.dispute.claim;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The claims of a dispute game at one moment. */
public final class ClaimTree {
  private final List<Claim> claims;
  private final int maxDepth;
  private final Set<ClaimId> ids = new HashSet<>();

  /**
   * The tree of claims.
   *
   * @param claims in the contract's order, the root first, each after its parent
   * @param maxDepth the depth of the claims that are answered by a step
   */
  public ClaimTree(List<Claim> claims, int maxDepth) {
    this.claims = List.copyOf(claims);
    this.maxDepth = maxDepth;
    this.claims.forEach(claim -> ids.add(claim.id()));
  }

  /** All claims, in the contract's order. */
  public List<Claim> claims() {
    return claims;
  }

  /** The root claim. */
  public Claim root() {
    return claims.getFirst();
  }

  /** The depth of the claims that are answered by a step. */
  public int maxDepth() {
    return maxDepth;
  }

  /** The claim that a claim answers; null for the root. */
  public @Nullable Claim parent(Claim claim) {
    return claim.isRoot() ? null : claims.get(claim.parent());
  }

  /** Whether there is such a claim. */
  public boolean contains(ClaimId id) {
    return ids.contains(id);
  }

  /** What the side that would answer a claim has used of its clock, without a limit. */
  public long challengerSeconds(Claim claim, long nowSeconds) {
    Claim parent = parent(claim);
    long before = parent == null ? 0 : parent.clock().durationSeconds();
    return before + nowSeconds - claim.clock().timestampSeconds();
  }

  /** The claim itself or its ancestor at a depth that is not above the root's. */
  public Claim ancestorAtDepth(Claim claim, int depth) {
    Claim ancestor = claim;
    while (ancestor.depth() > depth) {
      ancestor = claims.get(ancestor.parent());
    }
    return ancestor;
  }

  /**
   * The nearest claim from a claim upwards, itself included, that commits to the same trace index
   * as a position does.
   *
   * @param position a position at the depth at which indices are compared
   * @return null when there is none
   */
  public @Nullable Claim ancestorCommittingTo(Claim claim, Position position) {
    int depth = position.depth();
    for (Claim ancestor = claim; ancestor != null; ancestor = parent(ancestor)) {
      if (ancestor.position().rightmost(depth).equals(position)) {
        return ancestor;
      }
    }
    return null;
  }
}
