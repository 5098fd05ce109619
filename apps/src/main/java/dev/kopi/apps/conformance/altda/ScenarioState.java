package dev.kopi.apps.conformance.altda;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.apps.conformance.Comparison;
import dev.kopi.core.altda.AltDaManager.AltDaState;
import dev.kopi.core.altda.Challenge;
import dev.kopi.core.altda.TrackedCommitment;
import dev.kopi.core.rollup.L1BlockRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The state of a manager after an operation, compared field by field. */
final class ScenarioState {
  private ScenarioState() {}

  static @Nullable String difference(JsonNode recorded, AltDaState state) {
    List<@Nullable String> differences = new ArrayList<>();
    differences.add(number("challengeOrigin", recorded, state.challengeOrigin()));
    differences.add(number("commitmentOrigin", recorded, state.commitmentOrigin()));
    differences.add(number("finalizedHead", recorded, orZero(state.finalizedHead())));
    differences.add(number("lastPruned", recorded, orZero(state.lastPruned())));
    differences.add(commitments("commitments", recorded, state.commitments()));
    differences.add(commitments("expiredCommitments", recorded, state.expiredCommitments()));
    differences.add(challenges("challenges", recorded, state.challenges()));
    differences.add(challenges("expiredChallenges", recorded, state.expiredChallenges()));
    for (String difference : differences) {
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private static long orZero(@Nullable L1BlockRef block) {
    return block == null ? 0 : block.number();
  }

  private static @Nullable String number(String field, JsonNode recorded, long made) {
    return Comparison.of(field, JsonFields.number(recorded, field), made);
  }

  private static @Nullable String commitments(
      String field, JsonNode recorded, List<TrackedCommitment> made) {
    List<String> texts = new ArrayList<>();
    for (TrackedCommitment tracked : made) {
      for (long i = 0; i < tracked.times(); i++) {
        texts.add(
            tracked.commitment()
                + " of "
                + tracked.block().number()
                + " until "
                + tracked.windowEnd());
      }
    }
    return Comparison.of(
        field,
        JsonFields.list(
            recorded,
            field,
            node ->
                JsonFields.bytes(node, "commitment")
                    + " of "
                    + JsonFields.number(node, "block")
                    + " until "
                    + JsonFields.number(node, "challengeWindowEnd")),
        texts);
  }

  private static @Nullable String challenges(
      String field, JsonNode recorded, List<Challenge> made) {
    return Comparison.of(
        field,
        JsonFields.list(
            recorded,
            field,
            node ->
                JsonFields.bytes(node, "commitment")
                    + " of "
                    + JsonFields.number(node, "block")
                    + " until "
                    + JsonFields.number(node, "resolveWindowEnd")
                    + " "
                    + JsonFields.text(node, "status", null)),
        made.stream()
            .map(challenge ->
                challenge.commitment()
                    + " of "
                    + challenge.block()
                    + " until "
                    + challenge.windowEnd()
                    + " "
                    + challenge.status().name().toLowerCase(Locale.ROOT))
            .toList());
  }
}
