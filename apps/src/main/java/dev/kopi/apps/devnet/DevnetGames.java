package dev.kopi.apps.devnet;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.challenger.ChallengerStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the dispute games of a devnet stand, as its challenger sees them.
 *
 * @param inProgress games in progress that nobody has a reason to attack
 * @param contested games in progress whose root claims are wrong
 * @param defenderWon games that confirmed the root claim
 * @param challengerWon games that refuted it
 * @param locked wei of the challenger's bonds in games that are in progress
 * @param claimable wei that games owe to the challenger
 * @param free wei in the challenger's account
 * @param problem what the challenger cannot do now; empty when all is well
 */
public record DevnetGames(
    long inProgress,
    long contested,
    long defenderWon,
    long challengerWon,
    UInt256 locked,
    UInt256 claimable,
    UInt256 free,
    String problem) {

  static @Nullable DevnetGames of(@Nullable ChallengerStatus status) {
    return status == null
        ? null
        : new DevnetGames(
            status.inProgress(),
            status.contested(),
            status.defenderWon(),
            status.challengerWon(),
            status.locked(),
            status.claimable(),
            status.free(),
            status.problem());
  }

  /** Reads what {@link #toJson} wrote; null for no object. */
  static @Nullable DevnetGames fromJson(JsonNode json) {
    return json.isObject()
        ? new DevnetGames(
            json.path("inProgress").asLong(0),
            json.path("contested").asLong(0),
            json.path("defenderWon").asLong(0),
            json.path("challengerWon").asLong(0),
            UInt256.fromHex(json.path("lockedWei").asString("0x0")),
            UInt256.fromHex(json.path("claimableWei").asString("0x0")),
            UInt256.fromHex(json.path("freeWei").asString("0x0")),
            json.path("problem").asString(""))
        : null;
  }

  ObjectNode toJson() {
    return Json.object()
        .put("inProgress", inProgress)
        .put("contested", contested)
        .put("defenderWon", defenderWon)
        .put("challengerWon", challengerWon)
        .put("lockedWei", locked.toHex())
        .put("claimableWei", claimable.toHex())
        .put("freeWei", free.toHex())
        .put("problem", problem);
  }

  /** For people. */
  String toText() {
    StringBuilder text = new StringBuilder(" · games ");
    text.append(inProgress + contested).append(" open");
    if (contested > 0) {
      text.append(", ").append(contested).append(" contested");
    }
    if (challengerWon > 0) {
      text.append(", ").append(challengerWon).append(" refuted");
    }
    if (!problem.isEmpty()) {
      text.append(" (").append(problem).append(')');
    }
    return text.toString();
  }
}
