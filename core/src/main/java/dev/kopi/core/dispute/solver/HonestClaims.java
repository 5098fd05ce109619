package dev.kopi.core.dispute.solver;

import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.ClaimId;
import dev.kopi.core.dispute.claim.Position;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The claims that the honest actor made or would make, whoever made them. */
final class HonestClaims {
  private final Set<ClaimId> agreed = new HashSet<>();
  private final Map<ClaimId, Position> answers = new HashMap<>();

  void addRoot(Claim root) {
    agreed.add(root.id());
  }

  void addAnswer(Claim parent, ClaimId answer) {
    agreed.add(answer);
    answers.put(parent.id(), answer.position());
  }

  boolean contains(Claim claim) {
    return agreed.contains(claim.id());
  }

  /** Where the honest actor answers a claim; null when it does not. */
  @Nullable Position answerTo(Claim parent) {
    return answers.get(parent.id());
  }
}
