package dev.kopi.core.dispute.claim;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;

/**
 * A claim of a dispute game, as the contract lists it.
 *
 * @param index its place in the list
 * @param parent the place of the claim that it answers; {@link #NO_PARENT} for the root
 * @param counteredBy who countered it; zero while nobody did. Before resolution only a step does
 * @param claimant who made it
 * @param bond wei that the claimant deposited
 * @param value what is claimed: an output root, or the hash of a state of the machine
 * @param position what of the trace it commits to
 * @param clock the clock of the claimant's side when it was made
 */
public record Claim(
    int index,
    int parent,
    Address counteredBy,
    Address claimant,
    UInt256 bond,
    Hash value,
    Position position,
    Clock clock) {
  /** The parent of the root claim. */
  public static final int NO_PARENT = -1;

  /** Whether it is the root claim. */
  public boolean isRoot() {
    return position.isRoot();
  }

  /** The depth of its position. */
  public int depth() {
    return position.depth();
  }

  /** Whether somebody countered it. */
  public boolean isCountered() {
    return !counteredBy.isZero();
  }

  /** A copy that is countered. */
  public Claim countered(Address by) {
    return new Claim(index, parent, by, claimant, bond, value, position, clock);
  }

  /** What makes it unique in a game. */
  public ClaimId id() {
    return new ClaimId(position, value, parent);
  }
}
