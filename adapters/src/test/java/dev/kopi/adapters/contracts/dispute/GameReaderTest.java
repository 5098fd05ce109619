package dev.kopi.adapters.contracts.dispute;

import static dev.kopi.adapters.contracts.dispute.FakeContracts.contract;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.dispute.model.GameStatus;
import dev.kopi.core.dispute.model.Proposal;
import dev.kopi.core.dispute.rules.GameParameters;
import dev.kopi.core.dispute.rules.GameVersion;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GameReaderTest {
  private static final String BLOCK = "0x10";
  private static final Address GAME = contract(1);
  private static final Address WETH = contract(5);
  private static final Address ALICE = contract(100);
  private static final Address BOB = contract(101);

  private final FakeContracts l1 = new FakeContracts();
  private final GameReader reader = new GameReader(new BatchReader(l1));

  private void is(String signature, AbiValue value) {
    l1.answer(GAME, signature, List.of(), value);
  }

  private void game(String version) {
    is("version()", AbiValue.of(version));
    is("gameType()", AbiValue.of(0));
    is("createdAt()", AbiValue.of(77));
    is("rootClaim()", AbiValue.of(Hash.ofWords(1, 1, 1, 1)));
    is("l2BlockNumber()", AbiValue.of(120));
    is("l1Head()", AbiValue.of(Hash.ofWords(2, 2, 2, 2)));
    is("startingRootHash()", AbiValue.of(Hash.ofWords(3, 3, 3, 3)));
    is("startingBlockNumber()", AbiValue.of(100));
    is("l2ChainId()", AbiValue.of(901));
    is("absolutePrestate()", AbiValue.of(Hash.ofWords(4, 4, 4, 4)));
    is("maxGameDepth()", AbiValue.of(73));
    is("splitDepth()", AbiValue.of(30));
    is("clockExtension()", AbiValue.of(10_800));
    is("maxClockDuration()", AbiValue.of(302_400));
    is("vm()", AbiValue.of(contract(3)));
    is("weth()", AbiValue.of(WETH));
    is("anchorStateRegistry()", AbiValue.of(contract(6)));
    l1.answer(
        GAME,
        "claimData(uint256)",
        List.of(AbiValue.of(0)),
        AbiValue.of(0xffff_ffffL),
        AbiValue.of(Address.ZERO),
        AbiValue.of(ALICE),
        AbiValue.of(8),
        AbiValue.of(Hash.ofWords(1, 1, 1, 1)),
        AbiValue.of(1),
        AbiValue.of(77));
    l1.answer(contract(3), "oracle()", List.of(), AbiValue.of(contract(4)));
    l1.answer(contract(4), "challengePeriod()", List.of(), AbiValue.of(86_400));
  }

  private GameFacts facts() {
    return Objects.requireNonNull(reader.facts(GAME, BLOCK));
  }

  @Test
  void readsWhatDoesNotChangeInAGame() {
    game("1.3.1");
    assertThat(facts())
        .isEqualTo(
            new GameFacts(
                GAME,
                0,
                "1.3.1",
                77,
                new Proposal(
                    Hash.ofWords(1, 1, 1, 1),
                    UInt256.of(120),
                    ALICE,
                    UInt256.of(8),
                    Hash.ofWords(3, 3, 3, 3),
                    UInt256.of(100),
                    Hash.ofWords(2, 2, 2, 2),
                    UInt256.of(901)),
                new GameParameters(
                    GameVersion.V1_3, Hash.ofWords(4, 4, 4, 4), 73, 30, 10_800, 302_400, 86_400),
                new GameFacts.Contracts(contract(3), contract(4), WETH, contract(6)),
                null));
    assertThat(l1.batchSizes).containsExactly(20, 1, 1);
  }

  @Test
  void knowsWhoMayPlayAPermissionedGame() {
    game("1.2.0");
    is("proposer()", AbiValue.of(ALICE));
    is("challenger()", AbiValue.of(BOB));
    GameFacts.Roles roles = Objects.requireNonNull(facts().roles());
    assertThat(roles.contains(ALICE)).isTrue();
    assertThat(roles.contains(BOB)).isTrue();
    assertThat(roles.contains(GAME)).isFalse();
  }

  @Test
  void doesNotReadGamesOfUnknownVersions() {
    game("0.9.0");
    assertThat(reader.facts(GAME, BLOCK)).isNull();
    assertThat(reader.version(GAME, BLOCK)).isEqualTo("0.9.0");
    assertThat(reader.facts(contract(50), BLOCK)).isNull();
    assertThat(reader.version(contract(50), BLOCK)).isEmpty();
  }

  @Test
  void aGameWithoutAGetterOfItsVersionIsMalformed() {
    is("version()", AbiValue.of("1.3.0"));
    assertThatThrownBy(() -> reader.facts(GAME, BLOCK))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("does not answer to");
  }

  @Test
  void readsTheStatusOfGamesOfAnyTypeAndOfThoseThatHaveNone() {
    is("status()", AbiValue.of(2));
    assertThat(reader.statuses(List.of(GAME, contract(50)), BLOCK))
        .isEqualTo(Arrays.asList(GameStatus.DEFENDER_WINS, null));
    is("status()", AbiValue.of(3));
    assertThatThrownBy(() -> reader.statuses(List.of(GAME), BLOCK))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void readsCreditThatIsPaidInTwoPhases() {
    game("1.4.1");
    is("bondDistributionMode()", AbiValue.of(2));
    l1.answer(WETH, "delay()", List.of(), AbiValue.of(50));
    credit(ALICE, 7, true, 9, 1000);
    credit(BOB, 0, false, 0, 0);
    List<GameCredits> credits =
        new CreditReader(new BatchReader(l1)).credits(facts(), List.of(ALICE, BOB), BLOCK);
    assertThat(credits)
        .containsExactly(
            new GameCredits(
                ALICE, UInt256.of(7), true, UInt256.of(9), 1000, 50, GameCredits.Mode.REFUND),
            new GameCredits(
                BOB, UInt256.ZERO, false, UInt256.ZERO, 0, 50, GameCredits.Mode.REFUND));
    assertThat(credits.getFirst().withdrawableSeconds()).isEqualTo(1050);
    assertThat(credits.getLast().withdrawableSeconds()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void gamesThatPayInOnePhaseHaveNoModeOfDistribution() {
    game("1.3.0");
    l1.answer(WETH, "delay()", List.of(), AbiValue.of(50));
    credit(ALICE, 7, true, 9, 1000);
    GameCredits credits =
        new CreditReader(new BatchReader(l1)).credits(facts(), List.of(ALICE), BLOCK).getFirst();
    assertThat(credits.mode()).isNull();
    assertThat(credits.unlocked()).isFalse();
  }

  private void credit(Address account, long credit, boolean unlocked, long amount, long time) {
    AbiValue who = AbiValue.of(account);
    l1.answer(GAME, "credit(address)", List.of(who), AbiValue.of(credit));
    l1.answer(GAME, "hasUnlockedCredit(address)", List.of(who), AbiValue.of(unlocked));
    l1.answer(
        WETH,
        "withdrawals(address,address)",
        List.of(AbiValue.of(GAME), who),
        AbiValue.of(amount),
        AbiValue.of(time));
  }
}
