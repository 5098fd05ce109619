package dev.kopi.apps.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.ClaimTree;
import dev.kopi.core.dispute.claim.Clock;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.model.GameStatus;
import dev.kopi.core.dispute.model.Proposal;
import dev.kopi.core.dispute.play.GameTask;
import dev.kopi.core.dispute.play.GameView;
import dev.kopi.core.dispute.rules.GameParameters;
import dev.kopi.core.dispute.rules.GameVersion;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResolutionChoiceTest {
  private static final Hash TRUE_ROOT = Hash.ofWords(1, 1, 1, 1);
  private static final Hash FALSE_ROOT = Hash.ofWords(2, 2, 2, 2);
  private static final Address GAME = Address.ofWords(0, 0, 9);
  private static final Address ALICE = Address.ofWords(0, 0, 1);
  private static final Address BOB = Address.ofWords(0, 0, 2);
  private static final long HEAD = 100;
  private static final long MAX_CLOCK = 30;
  private static final long AFTER_ALL_CLOCKS = 1_000;

  private final List<String> warnings = new ArrayList<>();
  private final ResolutionChoice choice =
      new ResolutionChoice(new RootCheck(block -> block <= HEAD ? TRUE_ROOT : null), warnings::add);

  private static GameFacts game(Hash root, UInt256 block) {
    return new GameFacts(
        GAME,
        0,
        "1.3.0",
        0,
        new Proposal(
            root, block, ALICE, UInt256.ONE, Hash.ZERO, UInt256.ZERO, Hash.ZERO, UInt256.of(901)),
        new GameParameters(GameVersion.V1_3, Hash.ZERO, 8, 4, 0, MAX_CLOCK, 0),
        new GameFacts.Contracts(GAME, GAME, GAME, GAME),
        null);
  }

  private static Claim claim(int index, int parent, Position position, Address claimant) {
    return new Claim(
        index, parent, Address.ZERO, claimant, UInt256.ONE, FALSE_ROOT, position, new Clock(0, 0));
  }

  private static GameView view(boolean attacked, boolean blockNumberChallenged, long now) {
    List<Claim> claims = new ArrayList<>();
    claims.add(claim(0, Claim.NO_PARENT, Position.ROOT, ALICE));
    if (attacked) {
      claims.add(claim(1, 0, Position.ROOT.attack(), BOB));
    }
    return new GameView(
        new GameParameters(GameVersion.V1_3, Hash.ZERO, 8, 4, 0, MAX_CLOCK, 0),
        GameStatus.IN_PROGRESS,
        blockNumberChallenged,
        new ClaimTree(claims, 8),
        Set.of(),
        now);
  }

  private List<GameTask> choose(Hash root, long block, boolean attacked) {
    return choice.choose(game(root, UInt256.of(block)), view(attacked, false, AFTER_ALL_CLOCKS));
  }

  @Test
  void resolvesRightRootThatStands() {
    assertThat(choose(TRUE_ROOT, 7, false))
        .containsExactly(new GameTask.ResolveClaim(0, 0), new GameTask.ResolveGame());
    assertThat(warnings).isEmpty();
  }

  @Test
  void resolvesFalseRootThatIsRefutedFromTheLeavesUp() {
    assertThat(choose(FALSE_ROOT, 7, true))
        .containsExactly(
            new GameTask.ResolveClaim(1, 0),
            new GameTask.ResolveClaim(0, 1),
            new GameTask.ResolveGame());
    assertThat(warnings).isEmpty();
  }

  @Test
  void leavesFalseRootThatNobodyRefuted() {
    assertThat(choose(FALSE_ROOT, 7, false)).isEmpty();
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains(GAME.toString(), "nobody refuted it", FALSE_ROOT.toString());
  }

  @Test
  void leavesRightRootThatIsRefuted() {
    assertThat(choose(TRUE_ROOT, 7, true)).isEmpty();
    assertThat(warnings).singleElement().asString().contains("is refuted nevertheless");
  }

  @Test
  void leavesGamesAboutBlocksThatTheNodeDoesNotHave() {
    assertThat(choose(TRUE_ROOT, HEAD + 1, false)).isEmpty();
    assertThat(choose(TRUE_ROOT, HEAD + 1, true)).isEmpty();
    assertThat(warnings).hasSize(2).allMatch(warning -> warning.contains("does not have"));
  }

  @Test
  void resolvesGameWhoseBlockNumberWasProvenWrong() {
    GameView now = view(false, true, AFTER_ALL_CLOCKS);
    assertThat(choice.choose(game(FALSE_ROOT, UInt256.of(7)), now))
        .last()
        .isEqualTo(new GameTask.ResolveGame());
  }

  @Test
  void countsBlockNumberThatNoBlockHasAsFalse() {
    GameFacts game = game(TRUE_ROOT, UInt256.of(Long.MIN_VALUE));
    assertThat(choice.choose(game, view(false, false, AFTER_ALL_CLOCKS))).isEmpty();
    assertThat(warnings).singleElement().asString().contains("cannot be");
  }

  @Test
  void waitsForTheClocksWithoutWarning() {
    GameView now = view(true, false, MAX_CLOCK - 1);
    assertThat(choice.choose(game(TRUE_ROOT, UInt256.of(7)), now)).isEmpty();
    assertThat(warnings).isEmpty();
  }
}
