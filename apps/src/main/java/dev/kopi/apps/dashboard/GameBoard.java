package dev.kopi.apps.dashboard;

import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.adapters.contracts.dispute.GameList;
import dev.kopi.adapters.contracts.dispute.GameSnapshot;
import dev.kopi.adapters.json.Json;
import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.ClaimTree;
import dev.kopi.core.primitives.Address;
import dev.kopi.services.challenger.DisputeChain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The newest dispute games with their claims. Of one thread. */
final class GameBoard {
  private static final int MOST = 12;
  private static final int MAX_CLAIMS = 400;

  private final DisputeChain chain;
  private final Map<Address, Seen> seen = new LinkedHashMap<>();
  private DisputeChain.@Nullable Head head;
  private ArrayNode shown = Json.array();

  private record Seen(GameFacts facts, GameSnapshot.Glance glance, GameSnapshot snapshot) {}

  GameBoard(DisputeChain chain) {
    this.chain = chain;
  }

  /** The games at L1's head, newest first. */
  ArrayNode read() {
    DisputeChain.Head now = chain.head();
    if (now.equals(head)) {
      return shown;
    }
    long count = chain.gameCount(now);
    List<GameList.Entry> entries = chain.games(Math.max(0, count - MOST), count, now);
    List<Address> addresses = entries.stream().map(GameList.Entry::address).toList();
    seen.keySet().retainAll(addresses);
    List<Address> unknown = addresses.stream().filter(a -> !seen.containsKey(a)).toList();
    Map<Address, GameFacts> facts = new LinkedHashMap<>();
    seen.forEach((address, one) -> facts.put(address, one.facts()));
    if (!unknown.isEmpty()) {
      for (GameFacts one : chain.facts(unknown, now)) {
        if (one != null) {
          facts.put(one.address(), one);
        }
      }
    }
    List<Address> playable = addresses.stream().filter(facts::containsKey).toList();
    List<GameSnapshot.Glance> glances =
        playable.isEmpty() ? List.of() : chain.glances(playable, now);
    List<ObjectNode> out = new ArrayList<>();
    for (int i = 0; i < playable.size(); i++) {
      Address address = playable.get(i);
      GameSnapshot.Glance glance = glances.get(i);
      Seen before = seen.get(address);
      // Who countered a claim changes without a new claim, so an open game is read at each block.
      GameSnapshot snapshot =
          before != null && before.glance().equals(glance) && glance.resolvedSeconds() > 0
              ? before.snapshot()
              : chain.snapshot(address, glance, now);
      Seen one = new Seen(Objects.requireNonNull(facts.get(address)), glance, snapshot);
      seen.put(address, one);
      out.add(write(one, now.seconds()));
    }
    ArrayNode array = Json.array();
    out.reversed().forEach(array::add);
    head = now;
    shown = array;
    return array;
  }

  private static ObjectNode write(Seen game, long now) {
    GameFacts facts = game.facts();
    GameSnapshot snapshot = game.snapshot();
    ObjectNode out = Json.object();
    out.put("address", facts.address().toHex()).put("type", facts.type());
    out.put("version", facts.version()).put("created", facts.createdSeconds());
    out.put("l2Block", facts.proposal().l2Block().toString());
    out.put("root", facts.proposal().rootClaim().toHex());
    out.put("proposer", facts.proposal().proposer().toHex());
    out.put("status", snapshot.status().name()).put("resolved", snapshot.resolvedSeconds());
    out.put("maxDepth", facts.parameters().maxDepth());
    out.put("splitDepth", facts.parameters().splitDepth());
    out.put("maxClock", facts.parameters().maxClockSeconds()).put("now", now);
    out.put("claimCount", snapshot.claims().size());
    ClaimTree tree = new ClaimTree(snapshot.claims(), facts.parameters().maxDepth());
    ArrayNode claims = out.putArray("claims");
    for (Claim claim :
        snapshot.claims().subList(0, Math.min(MAX_CLAIMS, snapshot.claims().size()))) {
      long used =
          Math.min(facts.parameters().maxClockSeconds(), tree.challengerSeconds(claim, now));
      claims
          .addObject()
          .put("index", claim.index())
          .put("parent", claim.parent())
          .put("depth", claim.depth())
          .put("position", claim.position().toUInt256().toHex())
          .put("claimant", claim.claimant().toHex())
          .put("counteredBy", claim.isCountered() ? claim.counteredBy().toHex() : null)
          .put("bond", claim.bond().toHex())
          .put("value", claim.value().toHex())
          .put("clockLeft", facts.parameters().maxClockSeconds() - used)
          .put("resolved", snapshot.resolved().contains(claim.index()));
    }
    return out;
  }
}
