package dev.kopi.apps.cli.challenger;

import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.adapters.contracts.dispute.GameReader;
import dev.kopi.adapters.contracts.dispute.GameSnapshot;
import dev.kopi.apps.cli.options.EnvironmentNames;
import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.primitives.Address;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kopi challenger list-claims}. */
@Command(
    name = "list-claims",
    description = "Lists the claims of a game. Bonds are in wei.",
    mixinStandardHelpOptions = true,
    defaultValueProvider = EnvironmentNames.Challenger.class)
final class ListClaimsCommand implements Callable<Integer> {
  @Option(
      names = "--game-address",
      paramLabel = "ADDRESS",
      required = true,
      description = "The game.")
  private Address game;

  @Mixin private L1Options l1 = new L1Options();
  @Mixin private OutputFormat format = new OutputFormat();

  @Override
  public Integer call() {
    String head = l1.head();
    GameFacts facts = l1.facts(game, head);
    GameSnapshot snapshot = new GameReader(l1.reader()).snapshot(game, head);
    List<List<Object>> rows = new ArrayList<>();
    for (Claim claim : snapshot.claims()) {
      boolean attack =
          claim.isRoot()
              || snapshot.claims().get(claim.parent()).position().attack().equals(claim.position());
      rows.add(
          List.of(
              claim.index(),
              claim.isRoot() ? "-" : Integer.toString(claim.parent()),
              claim.isRoot() ? "root" : attack ? "attack" : "defend",
              claim.depth(),
              claim.position().traceIndex(facts.parameters().maxDepth()),
              claim.value(),
              claim.claimant(),
              claim.bond(),
              Instant.ofEpochSecond(claim.clock().timestampSeconds()),
              claim.isCountered() ? claim.counteredBy() : "-",
              snapshot.resolved().contains(claim.index())));
    }
    format.print(
        List.of(
            "index",
            "parent",
            "move",
            "depth",
            "traceIndex",
            "value",
            "claimant",
            "bond",
            "time",
            "counteredBy",
            "resolved"),
        rows);
    return 0;
  }
}
