package dev.kopi.core.dispute.play;

import dev.kopi.core.primitives.Address;
import java.util.Set;

/**
 * How an operator wants games to be played.
 *
 * @param accounts the operator's accounts: the sender and those whose bonds it claims
 * @param selectiveResolution whether only claims are resolved that pay one of these accounts
 * @param responseDelaySeconds how old a claim must be before it is answered
 * @param responseDelayAfter after how many own claims in a game that begins
 */
public record PlayRules(
    Set<Address> accounts,
    boolean selectiveResolution,
    long responseDelaySeconds,
    int responseDelayAfter) {
  /** Copies the set. */
  public PlayRules {
    accounts = Set.copyOf(accounts);
  }
}
