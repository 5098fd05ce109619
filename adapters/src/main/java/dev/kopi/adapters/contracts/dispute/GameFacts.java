package dev.kopi.adapters.contracts.dispute;

import dev.kopi.core.dispute.model.Proposal;
import dev.kopi.core.dispute.rules.GameParameters;
import dev.kopi.core.primitives.Address;
import org.jspecify.annotations.Nullable;

/**
 * What does not change in a dispute game.
 *
 * @param address the game
 * @param type its type
 * @param version what its contract answers to {@code version()}
 * @param createdSeconds when it was created
 * @param proposal what it is about
 * @param parameters depths, clocks and the program
 * @param contracts the contracts that it uses
 * @param roles who may play it; null for everybody
 */
public record GameFacts(
    Address address,
    long type,
    String version,
    long createdSeconds,
    Proposal proposal,
    GameParameters parameters,
    Contracts contracts,
    @Nullable Roles roles) {
  /**
   * The contracts that a game uses.
   *
   * @param machine executes a step
   * @param oracle holds pre-images
   * @param weth holds bonds
   * @param registry holds the anchor
   */
  public record Contracts(Address machine, Address oracle, Address weth, Address registry) {}

  /** The accounts that may play a permissioned game. */
  public record Roles(Address proposer, Address challenger) {
    /** Whether an account is one of them. */
    public boolean contains(Address account) {
      return proposer.equals(account) || challenger.equals(account);
    }
  }
}
