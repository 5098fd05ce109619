package dev.kopi.core.dispute.games;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.ClaimTree;
import dev.kopi.core.dispute.games.Adversary.Strategy;
import dev.kopi.core.dispute.model.DisputeGame;
import dev.kopi.core.dispute.model.GameStatus;
import dev.kopi.core.dispute.model.RegistryView;
import dev.kopi.core.dispute.solver.Action;
import dev.kopi.core.dispute.solver.Decision;
import dev.kopi.core.dispute.solver.HonestActor;
import dev.kopi.core.dispute.solver.Resolution;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The honest actor against one or two adversaries, about right and wrong roots. With {@code
 * -Dkopi.all=true} more than 20,000 games; {@code -Dkopi.seed=N} plays one.
 */
class SeededGamesTest {
  private static final Address HONEST = World.address(2);
  private static final int GAMES = Boolean.getBoolean("kopi.all") ? 24_000 : 2_000;
  private static final int LIMIT = Boolean.getBoolean("kopi.all") ? 240 : 100;
  private static final int ROUNDS = 100;

  private int moves;
  private int steps;
  private int lost;

  @Test
  void theTruthWinsAndTheHonestSideLosesNoBond() {
    Long only = Long.getLong("kopi.seed");
    for (long seed = only == null ? 0 : only; seed < (only == null ? GAMES : only + 1); seed++) {
      try {
        play(seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("game -Dkopi.seed=" + seed + ": " + e.getMessage(), e);
      }
    }
    System.out.println(
        "dispute games: "
            + GAMES
            + " with "
            + moves
            + " honest moves, "
            + steps
            + " honest steps, "
            + lost
            + " roots refuted");
    if (only == null) {
      assertThat(moves).isGreaterThan(GAMES);
      assertThat(steps).isGreaterThan(GAMES / 10);
      assertThat(lost).isBetween(GAMES / 3, GAMES * 2 / 3);
    }
  }

  private void play(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    World world = new World(random);
    Strategy[] strategies = Strategy.values();
    List<Adversary> adversaries = new ArrayList<>();
    // Each strategy meets both kinds of roots; a second one comes in half of the games.
    for (int i = 0; i < 1 + (int) (seed / 11 % 2); i++) {
      Strategy strategy =
          strategies[(int) (i == 0 ? seed % 11 : random.nextInt(strategies.length))];
      adversaries.add(new Adversary(World.address(3 + i), strategy, random.split(), LIMIT));
    }
    HonestActor actor = new HonestActor(world.truth);
    for (int round = 0; ; round++) {
      assertThat(round).as("rounds").isLessThan(ROUNDS);
      world.pass(random.nextInt(1, 5));
      boolean acted = act(world, actor);
      // Adversaries may wait, as long as their clock lets them.
      world.pass(random.nextInt(4) == 0 ? random.nextInt(500) : random.nextInt(1, 5));
      for (Adversary adversary : adversaries) {
        acted |= adversary.play(world);
      }
      if (!acted) {
        break;
      }
    }
    finish(world);
  }

  private boolean act(World world, HonestActor actor) {
    ClaimTree tree = world.game.tree();
    Decision decision = actor.decide(tree);
    assertThat(decision.stopped()).isNull();
    Invariants invariants = new Invariants(world, HONEST);
    for (Action action : decision.actions()) {
      invariants.check(tree, action);
      switch (action) {
        case Action.Move move -> {
          Claim parent = tree.claims().get(move.parent());
          UInt256 bond = world.game.requiredBond(parent.position().move(move.attack()));
          assertThat(
                  world.game.move(
                      HONEST,
                      bond,
                      world.now(),
                      parent.value(),
                      parent.index(),
                      move.value(),
                      move.attack()))
              .as("%s", move)
              .isNull();
          moves++;
        }
        case Action.Step step -> {
          world.prepareStep(step.claim());
          assertThat(
                  world.game.step(
                      HONEST,
                      step.claim(),
                      step.attack(),
                      step.data().preState(),
                      step.data().proof()))
              .as("%s", step)
              .isNull();
          steps++;
        }
        case Action.ChallengeBlockNumber challenge -> throw new AssertionError("not wrong");
      }
    }
    return !decision.actions().isEmpty();
  }

  private void finish(World world) {
    DisputeGame game = world.game;
    world.pass(2 * world.parameters.maxClockSeconds() + 1);
    List<Address> forecast = Resolution.forecast(game.tree());
    Resolution.Plan plan =
        Resolution.plan(
            game.tree(), Set.of(), world.parameters.maxClockSeconds(), world.now(), null);
    for (List<Integer> round : plan.rounds()) {
      for (int claim : round) {
        assertThat(game.resolveClaim(claim, 0, world.now())).isNull();
      }
    }
    assertThat(game.resolve(world.now())).isNull();
    assertThat(game.status())
        .isEqualTo(world.rootIsRight ? GameStatus.DEFENDER_WINS : GameStatus.CHALLENGER_WINS);
    lost += world.rootIsRight ? 0 : 1;
    List<Claim> claims = game.claims();
    assertThat(claims.stream().map(Claim::counteredBy))
        .isEqualTo(forecast)
        .isEqualTo(plan.counteredBy());
    Set<Integer> answered = new HashSet<>();
    for (Claim claim : claims) {
      if (claim.claimant().equals(HONEST)) {
        assertThat(claim.isCountered()).as("honest claim %s", claim.index()).isFalse();
        assertThat(claims.get(claim.parent()).counteredBy())
            .as("the bond of claim %s", claim.parent())
            .isEqualTo(HONEST);
        assertThat(answered.add(claim.parent())).as("one answer to a claim").isTrue();
      }
    }
    checkBonds(world);
  }

  private static void checkBonds(World world) {
    DisputeGame game = world.game;
    Set<Address> accounts = new HashSet<>();
    UInt256 deposited = UInt256.ZERO;
    for (Claim claim : game.claims()) {
      accounts.add(claim.claimant());
      accounts.add(claim.counteredBy());
      deposited = deposited.add(claim.bond());
    }
    UInt256 spent = game.bonds().deposited(HONEST);
    world.pass(World.BOND_DELAY);
    claimAll(world, accounts);
    world.pass(World.BOND_DELAY);
    claimAll(world, accounts);
    UInt256 paid = UInt256.ZERO;
    for (Address account : accounts) {
      paid = paid.add(game.bonds().paid(account));
    }
    assertThat(paid).as("all bonds are paid out").isEqualTo(deposited);
    assertThat(game.bonds().paid(HONEST)).isGreaterThanOrEqualTo(spent);
  }

  private static void claimAll(World world, Set<Address> accounts) {
    accounts.forEach(account -> world.game.claimCredit(account, world.now(), RegistryView.OPEN));
  }
}
