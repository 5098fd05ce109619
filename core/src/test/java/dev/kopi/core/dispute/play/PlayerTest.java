package dev.kopi.core.dispute.play;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.ClaimTree;
import dev.kopi.core.dispute.claim.Clock;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.model.GameStatus;
import dev.kopi.core.dispute.play.Turn.Due;
import dev.kopi.core.dispute.rules.BondCurve;
import dev.kopi.core.dispute.rules.GameParameters;
import dev.kopi.core.dispute.rules.GameVersion;
import dev.kopi.core.dispute.solver.SingleTrace;
import dev.kopi.core.dispute.solver.StepData;
import dev.kopi.core.dispute.solver.TraceException;
import dev.kopi.core.dispute.solver.TraceProvider;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A game of depth 4 with clocks of a hundred seconds, which began at 1000. */
class PlayerTest implements TraceProvider {
  private static final Address HONEST = Address.ofWords(0, 0, 1);
  private static final Address OTHER = Address.ofWords(0, 0, 2);
  private static final Hash WRONG = Hash.ofWords(1, 6, 6, 6);
  private static final int DEPTH = 4;
  private static final GameParameters PARAMETERS =
      new GameParameters(GameVersion.V1_3, Hash.ZERO, DEPTH, 2, 10, 100, 10);

  private final List<Claim> claims = new ArrayList<>();
  private PlayRules rules = new PlayRules(Set.of(HONEST), false, 0, 0);
  private boolean away;

  @Override
  public Hash value(Position position) {
    if (away) {
      throw new TraceException("no node");
    }
    return Hash.ofWords(1, 0, 0, position.traceIndex(DEPTH).lowLong());
  }

  @Override
  public StepData step(Position position) {
    return new StepData(Bytes.EMPTY, Bytes.EMPTY, null);
  }

  private void root(Hash value) {
    claims.add(
        new Claim(
            0,
            Claim.NO_PARENT,
            Address.ZERO,
            OTHER,
            UInt256.ONE,
            value,
            Position.ROOT,
            new Clock(0, 1000)));
  }

  private void answer(int parent, Address who, Hash value, long used, long at) {
    claims.add(
        new Claim(
            claims.size(),
            parent,
            Address.ZERO,
            who,
            UInt256.ONE,
            value,
            claims.get(parent).position().attack(),
            new Clock(used, at)));
  }

  private Turn decide(long now) {
    return decide(now, GameStatus.IN_PROGRESS, false, Set.of());
  }

  private Turn decide(long now, GameStatus status, boolean challenged, Set<Integer> resolved) {
    ClaimTree tree = new ClaimTree(claims, DEPTH);
    return new Player(rules)
        .decide(
            new GameView(PARAMETERS, status, challenged, tree, resolved, now),
            new SingleTrace(this, null));
  }

  private static List<String> keys(Turn turn) {
    return turn.tasks().stream().map(Due::task).map(GameTask::key).toList();
  }

  @Test
  void anAnswerHasItsBondAndItsDeadline() {
    root(WRONG);
    Due due = decide(1030).tasks().getFirst();
    assertThat(due.deadlineSeconds()).isEqualTo(1100);
    GameTask.Move move = (GameTask.Move) due.task();
    assertThat(move.bond()).isEqualTo(BondCurve.of(DEPTH).at(1));
    assertThat(move.disputed()).isEqualTo(WRONG);
    assertThat(move.move().value()).isEqualTo(Hash.ofWords(1, 0, 0, 7));
    assertThat(decide(1030).nextSeconds()).isEqualTo(1101);
  }

  @Test
  void doesNotAnswerWhenItsClockHasRunOut() {
    root(WRONG);
    assertThat(keys(decide(1099))).hasSize(1);
    assertThat(keys(decide(1100))).isEmpty();
  }

  @Test
  void theMostUrgentAnswerComesFirst() {
    root(WRONG);
    answer(0, HONEST, Hash.ofWords(1, 0, 0, 7), 10, 1010);
    answer(1, OTHER, WRONG, 0, 1060);
    answer(1, OTHER, Hash.ofWords(1, 7, 7, 7), 0, 1050);
    assertThat(
            decide(1061).tasks().stream().map(due -> ((GameTask.Move) due.task()).move().parent()))
        .containsExactly(3, 2);
  }

  @Test
  void resolvesAWholeLineFromTheLeafToTheRoot() {
    root(WRONG);
    answer(0, HONEST, Hash.ofWords(1, 0, 0, 7), 10, 1010);
    answer(1, OTHER, WRONG, 0, 1060);
    Turn turn = decide(1300);
    assertThat(keys(turn))
        .containsExactly("resolution of 2", "resolution of 1", "resolution of 0", "resolution");
    assertThat(turn.tasks())
        .allSatisfy(due -> assertThat(due.deadlineSeconds()).isEqualTo(Long.MAX_VALUE));
    assertThat(turn.nextSeconds()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void resolvesAGameWhoseClaimsAreResolved() {
    root(WRONG);
    assertThat(keys(decide(1300, GameStatus.IN_PROGRESS, false, Set.of(0))))
        .containsExactly("resolution");
  }

  @Test
  void selectiveResolutionConcernsOwnAccountsAndNeverTheGame() {
    rules = new PlayRules(Set.of(HONEST), true, 0, 0);
    root(WRONG);
    answer(0, HONEST, Hash.ofWords(1, 0, 0, 7), 10, 1010);
    assertThat(keys(decide(1300))).containsExactly("resolution of 1");
    claims.clear();
    root(Hash.ofWords(1, 0, 0, 15));
    assertThat(keys(decide(1300))).isEmpty();
  }

  @Test
  void leavesAGameAloneThatIsOver() {
    root(WRONG);
    assertThat(decide(1300, GameStatus.CHALLENGER_WINS, false, Set.of()).tasks()).isEmpty();
  }

  @Test
  void onlyResolvesWhenTheBlockNumberIsChallenged() {
    root(WRONG);
    assertThat(decide(1050, GameStatus.IN_PROGRESS, true, Set.of()).tasks()).isEmpty();
    assertThat(keys(decide(1101, GameStatus.IN_PROGRESS, true, Set.of())))
        .containsExactly("resolution of 0", "resolution");
  }

  @Test
  void saysWhyItStopped() {
    away = true;
    root(WRONG);
    Turn turn = decide(1010);
    assertThat(turn.tasks()).isEmpty();
    assertThat(turn.stopped()).isNotNull();
  }

  @Test
  void waitsWithResponsesAfterTheFirstOnes() {
    rules = new PlayRules(Set.of(HONEST), false, 30, 1);
    root(WRONG);
    assertThat(keys(decide(1001))).as("the first comes at once").hasSize(1);
    answer(0, HONEST, Hash.ofWords(1, 0, 0, 7), 1, 1001);
    answer(1, OTHER, WRONG, 0, 1002);
    assertThat(keys(decide(1010))).isEmpty();
    assertThat(decide(1010).nextSeconds()).isEqualTo(1032);
    assertThat(keys(decide(1032))).hasSize(1);
  }

  @Test
  void stepsHaveNoClock() {
    root(WRONG);
    answer(0, HONEST, Hash.ofWords(1, 0, 0, 7), 1, 1001);
    answer(1, OTHER, WRONG, 0, 1002);
    answer(2, HONEST, Hash.ofWords(1, 0, 0, 1), 2, 1003);
    answer(3, OTHER, WRONG, 0, 1004);
    assertThat(keys(decide(1010))).containsExactly("step against 4");
    assertThat(keys(decide(1102))).as("no move could come then").containsExactly("step against 4");
  }

  @Test
  void theGasOfAResolutionGrowsWithTheAnswers() {
    long alone = ResolutionGas.of(new GameTask.ResolveClaim(3, 0));
    assertThat(ResolutionGas.of(new GameTask.ResolveClaim(3, 10))).isGreaterThan(alone);
    assertThat(ResolutionGas.of(new GameTask.ResolveClaim(3, 100_000)))
        .isEqualTo(ResolutionGas.of(new GameTask.ResolveClaim(3, ResolutionGas.MAX_ANSWERS)));
    assertThat(ResolutionGas.of(new GameTask.ClaimCredit(HONEST))).isZero();
  }

  @Test
  void creditIsClaimedWhenItsDelayIsOver() {
    UInt256 credit = UInt256.of(5);
    assertThat(CreditClaim.dueSeconds(UInt256.ZERO, false, false, 10)).isEqualTo(CreditClaim.NEVER);
    assertThat(CreditClaim.dueSeconds(credit, false, false, 10)).isEqualTo(10);
    assertThat(CreditClaim.dueSeconds(credit, true, false, 10)).as("unlocks at once").isZero();
    assertThat(CreditClaim.dueSeconds(credit, true, true, 10)).isEqualTo(10);
  }

  @Test
  void moneyIsSetAsideForWhatItPays() {
    Funding funding = new Funding(UInt256.of(100));
    root(WRONG);
    GameTask move = decide(1001).tasks().getFirst().task();
    assertThat(funding.take(move)).isFalse();
    assertThat(funding.take(new GameTask.ResolveGame())).isTrue();
    assertThat(funding.left()).isEqualTo(UInt256.of(100));
    Funding rich = new Funding(Funding.deposit(move));
    assertThat(rich.take(move)).isTrue();
    assertThat(rich.take(move)).isFalse();
  }
}
