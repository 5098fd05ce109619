package dev.kopi.core.dispute.solver;

import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.ClaimTree;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.primitives.Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What resolution does with the claims of a game, and which claims can be resolved now. */
public final class Resolution {
  private Resolution() {}

  /**
   * Who counters each claim when all are resolved as they stand, whatever the clocks say.
   *
   * @return by the index of the claim; zero for nobody
   */
  public static List<Address> forecast(ClaimTree game) {
    List<Claim> claims = game.claims();
    Address[] counteredBy = new Address[claims.size()];
    Position[] leftmost = new Position[claims.size()];
    Arrays.setAll(counteredBy, i -> claims.get(i).counteredBy());
    // Answers come after what they answer; of those at one position the first counts.
    for (int i = claims.size() - 1; i > 0; i--) {
      Claim claim = claims.get(i);
      int parent = claim.parent();
      if (counteredBy[i].isZero()
          && (leftmost[parent] == null || claim.position().compareTo(leftmost[parent]) <= 0)) {
        leftmost[parent] = claim.position();
        counteredBy[parent] = claim.claimant();
      }
    }
    return List.of(counteredBy);
  }

  /**
   * Claims to resolve.
   *
   * @param rounds the indices of the claims of each round, in their order
   * @param counteredBy who counters each claim after that, by its index; zero for nobody
   */
  public record Plan(List<List<Integer>> rounds, List<Address> counteredBy) {
    /** Copies the lists. */
    public Plan {
      rounds = List.copyOf(rounds);
      counteredBy = List.copyOf(counteredBy);
    }

    /** Whether the root claim is resolved by it. */
    public boolean resolvesRoot() {
      return !rounds.isEmpty() && rounds.getLast().contains(0);
    }
  }

  /**
   * The rounds in which the claims whose clocks have run out can be resolved: a claim comes in a
   * round when all answers to it were resolved in earlier ones.
   *
   * @param resolved the claims that are resolved already
   * @param selected the accounts that the payment must concern; null for all claims. A claim
   *     concerns an account that made it and is not countered, and one that countered it
   */
  public static Plan plan(
      ClaimTree game,
      Set<Integer> resolved,
      long maxClockSeconds,
      long nowSeconds,
      @Nullable Set<Address> selected) {
    List<Claim> claims = game.claims();
    boolean[] done = new boolean[claims.size()];
    int[] open = new int[claims.size()];
    resolved.forEach(index -> done[index] = true);
    claims.stream()
        .filter(claim -> !claim.isRoot() && !done[claim.index()])
        .forEach(claim -> open[claim.parent()]++);
    Address[] counteredBy = new Address[claims.size()];
    Arrays.setAll(counteredBy, i -> claims.get(i).counteredBy());
    List<List<Integer>> rounds = new ArrayList<>();
    while (true) {
      List<Integer> round = new ArrayList<>();
      for (Claim claim : claims) {
        int index = claim.index();
        if (!done[index]
            && open[index] == 0
            && game.challengerSeconds(claim, nowSeconds) > maxClockSeconds
            && (selected == null || concerns(claim, counteredBy[index], selected))) {
          round.add(index);
        }
      }
      if (round.isEmpty()) {
        return new Plan(rounds, List.of(counteredBy));
      }
      for (int index : round) {
        done[index] = true;
        Claim claim = claims.get(index);
        if (!claim.isRoot()) {
          open[claim.parent()]--;
        }
        counteredBy[index] = winner(game, index, counteredBy);
      }
      rounds.add(List.copyOf(round));
    }
  }

  private static boolean concerns(Claim claim, Address counteredBy, Set<Address> accounts) {
    return counteredBy.isZero()
        ? accounts.contains(claim.claimant())
        : accounts.contains(counteredBy);
  }

  private static Address winner(ClaimTree game, int index, Address[] counteredBy) {
    Address winner = counteredBy[index];
    Position leftmost = null;
    for (Claim answer : game.claims().subList(index + 1, game.claims().size())) {
      if (answer.parent() == index
          && counteredBy[answer.index()].isZero()
          && (leftmost == null || answer.position().compareTo(leftmost) < 0)) {
        leftmost = answer.position();
        winner = answer.claimant();
      }
    }
    return winner;
  }
}
