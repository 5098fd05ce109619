package dev.kopi.apps.cli.challenger;

import dev.kopi.adapters.contracts.dispute.CreditReader;
import dev.kopi.adapters.contracts.dispute.GameCredits;
import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.adapters.contracts.dispute.GameReader;
import dev.kopi.apps.cli.options.EnvironmentNames;
import dev.kopi.core.primitives.Address;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kopi challenger list-credits}. */
@Command(
    name = "list-credits",
    description = "Lists what a game owes to whom. Amounts are in wei.",
    mixinStandardHelpOptions = true,
    defaultValueProvider = EnvironmentNames.Challenger.class)
final class ListCreditsCommand implements Callable<Integer> {
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
    Set<Address> accounts = new TreeSet<>();
    new GameReader(l1.reader())
        .snapshot(game, head)
        .claims()
        .forEach(claim -> {
          accounts.add(claim.claimant());
          if (claim.isCountered()) {
            accounts.add(claim.counteredBy());
          }
        });
    List<List<Object>> rows = new ArrayList<>();
    for (GameCredits credits :
        new CreditReader(l1.reader()).credits(facts, List.copyOf(accounts), head)) {
      long from = credits.withdrawableSeconds();
      rows.add(
          List.of(
              credits.account(),
              credits.credit(),
              credits.withdrawal(),
              from == Long.MAX_VALUE ? "-" : Instant.ofEpochSecond(from)));
    }
    format.print(List.of("account", "credit", "unlocked", "withdrawableFrom"), rows);
    return 0;
  }
}
