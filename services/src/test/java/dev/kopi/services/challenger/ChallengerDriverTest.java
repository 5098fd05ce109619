package dev.kopi.services.challenger;

import static dev.kopi.services.challenger.SimulatedGames.ANCHOR;
import static dev.kopi.services.challenger.SimulatedGames.ANCHOR_BLOCK;
import static dev.kopi.services.challenger.SimulatedGames.HONEST;
import static dev.kopi.services.challenger.SimulatedGames.VILLAIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.model.DisputeGame;
import dev.kopi.core.dispute.model.GameStatus;
import dev.kopi.core.dispute.play.GameTask;
import dev.kopi.core.dispute.play.PlayRules;
import dev.kopi.core.dispute.rules.GameType;
import dev.kopi.core.dispute.solver.TraceException;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.OutputRoot;
import dev.kopi.services.challenger.trace.RightTraces;
import dev.kopi.services.challenger.trace.RollupSource;
import dev.kopi.services.txmgr.TxOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver against models of the contract, block by block. */
class ChallengerDriverTest implements RollupSource {
  private static final long ALPHABET = 255;
  private static final Hash FALSE = Hash.fromHex("01" + "ee".repeat(31));

  @TempDir private Path folder = Path.of("");

  private final SimulatedGames l1 = new SimulatedGames();
  private final List<String> news = new ArrayList<>();
  private final ChallengerListener listener =
      new ChallengerListener() {
        @Override
        public void onDone(Address game, GameTask task, long millis) {
          news.add(task.key());
        }

        @Override
        public void onFailed(Address game, GameTask task, String cause) {
          news.add(task.key() + " failed");
        }
      };
  private PlayRules rules = new PlayRules(Set.of(HONEST), false, 0, 0);
  private Set<Address> allowed = Set.of();
  private int maxPending;
  private ChallengerDriver driver = driver();
  private long millis;
  private long nodeAt = Long.MAX_VALUE;
  private long safe = Long.MAX_VALUE;
  private int refused;

  private ChallengerDriver driver() {
    return new ChallengerDriver(
        new ChallengerConfig(
            Set.of(GameType.ALPHABET, GameType.CANNON),
            allowed,
            Duration.ofDays(28),
            Duration.ofSeconds(1),
            Duration.ZERO,
            2,
            maxPending,
            rules),
        new ChallengerPorts(
            l1,
            new RightTraces(this, folder, SimulatedGames.CHAIN, Map.of()),
            l1,
            turn -> {
              turn.run();
              return true;
            }),
        listener,
        InstantSource.system(),
        () -> {});
  }

  @Override
  public OutputRoot output(long block) {
    return new OutputRoot(Hash.ofWords(1, 0, 0, block), Hash.ZERO, Hash.ofWords(2, 0, 0, block));
  }

  @Override
  public long safeHeadAt(long l1Block) {
    return safe;
  }

  @Override
  public long currentL1() {
    return nodeAt;
  }

  @Override
  public long l1Number(Hash block) {
    return block.word(3);
  }

  @Override
  public Bytes l2Header(long block) {
    throw new TraceException("no headers");
  }

  private Hash right(long block) {
    return block == ANCHOR_BLOCK ? ANCHOR : output(block).hash();
  }

  /** The driver looks, what it sends is mined, and it takes note. */
  private void round() {
    look();
    l1.mine();
  }

  private void look() {
    millis += 1000;
    // What a look leads to is sent in the same run or the next.
    driver.run(millis);
    driver.run(millis);
  }

  private void roundsUntil(java.util.function.BooleanSupplier done) {
    for (int i = 0; i < 400 && !done.getAsBoolean(); i++) {
      round();
    }
    assertThat(done.getAsBoolean()).as("%s", l1.mined).isTrue();
  }

  /** Answers each claim of the challenger that has none with a wrong value. */
  private void villain(DisputeGame game) {
    for (Claim claim : game.claims()) {
      boolean answered = game.claims().stream().anyMatch(c -> c.parent() == claim.index());
      if (claim.claimant().equals(HONEST) && !answered && claim.depth() < 8) {
        UInt256 bond = game.requiredBond(claim.position().attack());
        game.move(VILLAIN, bond, l1.now(), claim.value(), claim.index(), FALSE, true);
      }
    }
  }

  private ChallengerStatus status() {
    return Objects.requireNonNull(driver.status());
  }

  @Test
  void attacksAFalseRootAndCollectsItsBond() {
    DisputeGame game = l1.propose(ALPHABET, FALSE, 107);
    round();
    look();
    assertThat(game.claims()).hasSize(2);
    Claim attack = game.claims().get(1);
    assertThat(attack.claimant()).isEqualTo(HONEST);
    assertThat(attack.value()).isEqualTo(right(104));
    assertThat(status().contested()).isEqualTo(1);
    assertThat(status().locked()).isEqualTo(attack.bond());

    roundsUntil(() -> l1.isOver(0));
    assertThat(game.status()).isEqualTo(GameStatus.CHALLENGER_WINS);
    roundsUntil(() -> !game.bonds().paid(HONEST).isZero());
    assertThat(game.bonds().paid(HONEST)).isEqualTo(SimulatedGames.ROOT_BOND.add(attack.bond()));
    look();
    assertThat(l1.mined)
        .containsExactly("attack", "resolveClaim", "resolveClaim", "resolve", "claimCredit");
    assertThat(status().locked()).isEqualTo(UInt256.ZERO);
    assertThat(status().claimable()).isEqualTo(UInt256.ZERO);
    assertThat(status().challengerWon()).isEqualTo(1);
  }

  @Test
  void leavesARightRootAloneAndResolvesIt() {
    DisputeGame game = l1.propose(ALPHABET, right(107), 107);
    roundsUntil(() -> l1.isOver(0));
    assertThat(game.status()).isEqualTo(GameStatus.DEFENDER_WINS);
    assertThat(l1.mined).containsExactly("resolveClaim", "resolve");
  }

  @Test
  void defendsARightRootThatIsAttacked() {
    DisputeGame game = l1.propose(ALPHABET, right(107), 107);
    game.move(
        VILLAIN,
        game.requiredBond(game.claims().getFirst().position().attack()),
        l1.now(),
        right(107),
        0,
        FALSE,
        true);
    for (int i = 0; i < 30; i++) {
      round();
      villain(game);
    }
    roundsUntil(() -> l1.isOver(0));
    assertThat(game.status()).isEqualTo(GameStatus.DEFENDER_WINS);
    assertThat(l1.mined).doesNotContain("attack fails").contains("attack");
  }

  @Test
  void fightsAFalseRootDownToAStepWithLocalDataBeforeIt() {
    DisputeGame game = l1.propose(ALPHABET, FALSE, 107);
    for (int i = 0; i < 30; i++) {
      round();
      villain(game);
    }
    assertThat(l1.mined).contains("addLocalData", "step");
    assertThat(l1.mined.indexOf("addLocalData")).isLessThan(l1.mined.indexOf("step"));
    assertThat(l1.mined).noneMatch(call -> call.contains("fails"));
    roundsUntil(() -> l1.isOver(0));
    assertThat(game.status()).isEqualTo(GameStatus.CHALLENGER_WINS);
  }

  @Test
  void aChallengerThatIsRestartedInEachRoundMakesTheSameMoves() {
    DisputeGame steady = l1.propose(ALPHABET, FALSE, 107);
    for (int i = 0; i < 30; i++) {
      round();
      villain(steady);
    }
    roundsUntil(() -> l1.isOver(0));
    List<String> expected = List.copyOf(l1.mined);

    DisputeGame killed = l1.propose(ALPHABET, FALSE, 107);
    l1.mined.clear();
    for (int i = 0; i < 30; i++) {
      driver = driver();
      round();
      villain(killed);
    }
    roundsUntil(() -> l1.isOver(1));
    assertThat(l1.mined.stream().filter(call -> !call.equals("claimCredit")).toList())
        .isEqualTo(expected.stream().filter(call -> !call.equals("claimCredit")).toList());
    assertThat(killed.claims().stream().map(Claim::id).toList())
        .isEqualTo(steady.claims().stream().map(Claim::id).toList());
  }

  @Test
  void sendsNothingTwiceWhileItIsOnItsWay() {
    l1.propose(ALPHABET, FALSE, 107);
    l1.capacity = 0;
    for (int i = 0; i < 5; i++) {
      round();
    }
    assertThat(l1.pooled()).isEqualTo(1);
  }

  @Test
  void sendsWhatFailedAgainAfterTheNextBlock() {
    l1.propose(ALPHABET, FALSE, 107);
    look();
    l1.failPool(TxOutcome.Reason.NOT_TAKEN);
    look();
    assertThat(l1.pooled()).isZero();
    l1.mine();
    look();
    assertThat(l1.pooled()).isEqualTo(1);
    assertThat(news).hasSize(1);
  }

  @Test
  void resolvesAWholeLineOfClaimsInOneBlock() {
    DisputeGame game = l1.propose(ALPHABET, FALSE, 107);
    for (int i = 0; i < 8; i++) {
      round();
      villain(game);
    }
    l1.mined.clear();
    l1.pass(300);
    int claims = game.claims().size();
    round();
    assertThat(l1.mined.stream().filter("resolveClaim"::equals)).hasSize(claims);
    assertThat(l1.mined.getLast()).isEqualTo("resolve");
    assertThat(l1.isOver(0)).isTrue();
  }

  @Test
  void keepsToTheLimitOfTransactionsOnTheirWay() {
    maxPending = 2;
    driver = driver();
    for (int i = 0; i < 5; i++) {
      l1.propose(ALPHABET, FALSE, 107 + i);
    }
    look();
    assertThat(l1.pooled()).isEqualTo(2);
    round();
    look();
    assertThat(l1.pooled()).isEqualTo(2);
  }

  @Test
  void doesNotPlayGamesOfOtherTypesAndSaysSo() {
    l1.propose(10, FALSE, 107);
    l1.propose(77, FALSE, 107);
    l1.propose(1, FALSE, 107);
    round();
    round();
    assertThat(l1.mined).isEmpty();
    assertThat(status().refused().values())
        .containsExactlyInAnyOrder(
            "games of type zk are not played by Kopi",
            "games of type 77 are not known",
            "games of type permissioned are not among --game-types");
  }

  @Test
  void playsOnlyTheGamesThatAreAllowed() {
    allowed = Set.of(SimulatedGames.game(1));
    driver = driver();
    l1.propose(ALPHABET, FALSE, 107);
    l1.propose(ALPHABET, FALSE, 108);
    round();
    assertThat(l1.model(0).claims()).hasSize(1);
    assertThat(l1.model(1).claims()).hasSize(2);
  }

  @Test
  void saysHowMuchIsMissingAndGoesOnWithWhatItCanPay() {
    DisputeGame first = l1.propose(ALPHABET, FALSE, 107);
    UInt256 bond = first.requiredBond(first.claims().getFirst().position().attack());
    l1.pass(10);
    l1.propose(ALPHABET, FALSE, 108);
    l1.setBalance(bond);
    round();
    look();
    assertThat(l1.model(0).claims()).as("the more urgent one").hasSize(2);
    assertThat(l1.model(1).claims()).hasSize(1);
    assertThat(status().problem())
        .contains("0.183009 ETH are missing for 1 answers")
        .contains(SimulatedGames.game(1).toHex())
        .contains("send it more");
    l1.setBalance(bond);
    round();
    round();
    assertThat(l1.model(1).claims()).hasSize(2);
    assertThat(status().problem()).isEmpty();
  }

  @Test
  void waitsUntilTheNodeHasDerivedTheGamesL1Head() {
    l1.propose(ALPHABET, FALSE, 107);
    nodeAt = 1000;
    round();
    look();
    assertThat(l1.mined).isEmpty();
    assertThat(status().problem()).contains("the rollup node is at L1 block 1000");
    nodeAt = 1001;
    l1.mine();
    round();
    assertThat(l1.mined).containsExactly("attack");
  }

  @Test
  void aRootThatTheL1HeadDoesNotProveIsAttackedWithTheSafeHeadsRoot() {
    safe = 105;
    DisputeGame game = l1.propose(ALPHABET, right(107), 107);
    round();
    assertThat(game.claims()).hasSize(2);
    assertThat(game.claims().get(1).value()).isEqualTo(right(104));
  }

  @Test
  void delaysResponsesAfterTheFirstOnes() {
    rules = new PlayRules(Set.of(HONEST), false, 20, 1);
    driver = driver();
    DisputeGame game = l1.propose(ALPHABET, FALSE, 107);
    round();
    assertThat(game.claims()).as("the first response comes at once").hasSize(2);
    villain(game);
    long answered = l1.now();
    roundsUntil(() -> game.claims().size() == 4);
    assertThat(l1.now() - answered).isBetween(20L, 26L);
  }

  @Test
  void selectiveResolutionLeavesClaimsOfOthersAlone() {
    rules = new PlayRules(Set.of(HONEST), true, 0, 0);
    driver = driver();
    l1.propose(ALPHABET, right(107), 107);
    for (int i = 0; i < 80; i++) {
      round();
    }
    assertThat(l1.mined).isEmpty();
  }

  @Test
  void goesOnWhenL1ComesBack() {
    l1.propose(ALPHABET, FALSE, 107);
    l1.away = true;
    for (int i = 0; i < 3; i++) {
      round();
    }
    assertThat(l1.mined).isEmpty();
    l1.away = false;
    round();
    assertThat(l1.mined).containsExactly("attack");
  }

  @Test
  void forgetsGamesOfBlocksThatWereReplaced() {
    l1.propose(ALPHABET, FALSE, 107);
    l1.propose(ALPHABET, FALSE, 108);
    look();
    assertThat(status().contested() + status().inProgress()).isEqualTo(2);
    l1.dropLastGame();
    l1.reorg();
    look();
    assertThat(status().contested() + status().inProgress()).isEqualTo(1);
  }

  @Test
  void aGameThatIsRestoredByAReorgIsAnsweredAgain() {
    DisputeGame game = l1.propose(ALPHABET, FALSE, 107);
    round();
    assertThat(game.claims()).hasSize(2);
    // The block with the attack is gone, and with it the attack.
    l1.dropLastGame();
    l1.propose(ALPHABET, FALSE, 107);
    l1.reorg();
    look();
    l1.mine();
    round();
    assertThat(l1.model(0).claims()).hasSize(2);
  }

  @Test
  void looksOnlyOnceAtGamesThatDoNotChange() {
    for (int i = 0; i < 50; i++) {
      l1.propose(ALPHABET, right(101 + i % 8), 101 + i % 8);
    }
    List<TurnReport> turns = new ArrayList<>();
    driver =
        new ChallengerDriver(
            new ChallengerConfig(
                Set.of(GameType.ALPHABET),
                Set.of(),
                Duration.ofDays(28),
                Duration.ofSeconds(1),
                Duration.ZERO,
                2,
                0,
                rules),
            new ChallengerPorts(
                l1,
                new RightTraces(this, folder, SimulatedGames.CHAIN, Map.of()),
                l1,
                turn -> {
                  turn.run();
                  return true;
                }),
            new ChallengerListener() {
              @Override
              public void onTurn(TurnReport report) {
                turns.add(report);
              }
            },
            InstantSource.system(),
            () -> {});
    for (int i = 0; i < 10; i++) {
      round();
    }
    assertThat(turns).hasSize(50);
  }
}
