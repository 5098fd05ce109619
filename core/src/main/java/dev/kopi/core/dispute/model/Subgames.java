package dev.kopi.core.dispute.model;

import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.rules.GameError;
import dev.kopi.core.primitives.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The answers to each claim, and how far their resolution is. */
final class Subgames {
  private record Checkpoint(int next, @Nullable Position leftmost, Address counteredBy) {}

  private final Map<Integer, List<Integer>> answers = new HashMap<>();
  private final Map<Integer, Checkpoint> checkpoints = new HashMap<>();
  private final Set<Integer> resolved = new HashSet<>();

  void add(int parent, int child) {
    answers.computeIfAbsent(parent, key -> new ArrayList<>()).add(child);
  }

  boolean isResolved(int claim) {
    return resolved.contains(claim);
  }

  boolean hasAnswers(int claim) {
    return answers.containsKey(claim);
  }

  void resolve(int claim) {
    resolved.add(claim);
  }

  /** The answers that a checkpoint has not passed yet. */
  int remaining(int claim) {
    Checkpoint checkpoint = checkpoints.get(claim);
    return answers.getOrDefault(claim, List.of()).size()
        - (checkpoint == null ? 0 : checkpoint.next);
  }

  /**
   * Looks at some of the answers to a claim.
   *
   * @param count how many; 0 for all, but only in the first call
   */
  @Nullable GameError advance(int claim, long count, IntFunction<Claim> claims) {
    List<Integer> children = answers.getOrDefault(claim, List.of());
    Checkpoint before = checkpoints.get(claim);
    long most = before == null && count == 0 ? children.size() : count;
    Checkpoint at = before == null ? new Checkpoint(0, null, Address.ZERO) : before;
    int end = (int) Math.min(at.next + most, children.size());
    Position leftmost = at.leftmost;
    Address counteredBy = at.counteredBy;
    for (int child : children.subList(at.next, end)) {
      if (!resolved.contains(child)) {
        return GameError.OUT_OF_ORDER_RESOLUTION;
      }
      Claim answer = claims.apply(child);
      if (!answer.isCountered()
          && (leftmost == null || answer.position().compareTo(leftmost) < 0)) {
        leftmost = answer.position();
        counteredBy = answer.claimant();
      }
    }
    checkpoints.put(claim, new Checkpoint(end, leftmost, counteredBy));
    return null;
  }

  /** Whose answer stands; zero for nobody's. Null while answers remain to be looked at. */
  @Nullable Address outcome(int claim) {
    Checkpoint checkpoint = checkpoints.get(claim);
    return checkpoint == null || remaining(claim) > 0 ? null : checkpoint.counteredBy;
  }
}
