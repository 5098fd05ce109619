package dev.kopi.tests.conformance.dispute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.adapters.contracts.dispute.GameList;
import dev.kopi.apps.deployer.contracts.Contract;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.rules.GameError;
import dev.kopi.core.dispute.rules.GameParameters;
import dev.kopi.core.dispute.rules.GameVersion;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.OutputRoot;
import dev.kopi.tests.testkit.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The model of a dispute game against the contracts in the EVM: random games, call for call. With
 * {@code -Dkopi.all=true} 600 games on the unmodified contracts and 100 on the derived one; {@code
 * -Dkopi.seed=N} plays one of each.
 */
class ContractGamesTest {
  private static final List<Address> PLAYERS =
      List.of(TwoGames.account(1), TwoGames.account(2), TwoGames.account(3), TwoGames.account(4));

  private final Map<String, Integer> outcomes = new TreeMap<>();

  private void play(int games, boolean derived) {
    Long only = Long.getLong("kopi.seed");
    for (long seed = only == null ? 0 : only; seed < (only == null ? games : only + 1); seed++) {
      try {
        new RandomGame(seed, derived).play();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("game -Dkopi.seed=" + seed + ": " + e.getMessage(), e);
      }
    }
    System.out.println("games on the contracts: " + games + ", calls by outcome: " + outcomes);
    if (only == null) {
      assertThat(outcomes)
          .containsKeys("move", "step", "addLocalData", "resolveClaim", "resolve", "claimCredit");
    }
  }

  @Test
  void theModelTakesAndRefusesWhatTheDerivedContractDoes() {
    play(Vectors.all() ? 100 : 8, true);
  }

  @ParameterizedTest
  @EnumSource(names = {"FAULT_DISPUTE_GAME", "PERMISSIONED_DISPUTE_GAME"})
  void derivedGamesTellTheirBlockNumberByBothNamesAndAreOfVersion130(Contract game) {
    GameParameters parameters =
        new GameParameters(
            GameVersion.V1_3, AlphabetMachine.ABSOLUTE_PRESTATE_CLAIM, 8, 2, 8, 30, 8);
    TwoGames games =
        new TwoGames(game, parameters, Hash.ofWords(1, 2, 3, 4), 117, PLAYERS.getFirst(), PLAYERS);
    assertThat(games.read("l2SequenceNumber()").number(0)).isEqualTo(117);
    assertThat(games.read("l2BlockNumber()").number(0)).isEqualTo(117);
    Bytes version = games.read("version()").bytes(0);
    assertThat(new String(version.toArray(), StandardCharsets.US_ASCII)).isEqualTo("1.3.0");
  }

  @ParameterizedTest
  @EnumSource(names = {"FAULT_DISPUTE_GAME", "FAULT_DISPUTE_GAME_1_3", "PERMISSIONED_DISPUTE_GAME"})
  void aGameIsReadWithItsParametersAndContracts(Contract contract) {
    GameParameters parameters =
        new GameParameters(
            GameVersion.V1_3, AlphabetMachine.ABSOLUTE_PRESTATE_CLAIM, 8, 2, 8, 30, 8);
    Address proposer = PLAYERS.getFirst();
    TwoGames games =
        new TwoGames(contract, parameters, Hash.ofWords(1, 2, 3, 4), 117, proposer, PLAYERS);
    GameFacts facts = games.facts();
    assertThat(facts.parameters()).isEqualTo(parameters);
    assertThat(facts.version()).isEqualTo("1.3.0");
    assertThat(facts.proposal()).isEqualTo(games.model().proposal());
    assertThat(facts.createdSeconds()).isEqualTo(games.now());
    assertThat(facts.roles())
        .isEqualTo(
            contract == Contract.PERMISSIONED_DISPUTE_GAME
                ? new GameFacts.Roles(proposer, PLAYERS.getLast())
                : null);
    assertThat(games.gamesSince(games.now()))
        .containsExactly(new GameList.Entry(0, 0, games.now(), facts.address()));
    assertThat(games.gamesSince(games.now() + 1)).isEmpty();
  }

  @Test
  void theModelTakesAndRefusesWhatTheContractDoes() {
    play(Vectors.all() ? 600 : 20, false);
    if (Vectors.all()) {
      for (GameError error :
          List.of(
              GameError.GAME_NOT_IN_PROGRESS,
              GameError.NO_SUCH_CLAIM,
              GameError.INVALID_DISPUTED_CLAIM_INDEX,
              GameError.CANNOT_DEFEND_ROOT_CLAIM,
              GameError.L2_BLOCK_NUMBER_CHALLENGED,
              GameError.GAME_DEPTH_EXCEEDED,
              GameError.UNEXPECTED_ROOT_CLAIM,
              GameError.INCORRECT_BOND_AMOUNT,
              GameError.CLOCK_TIME_EXCEEDED,
              GameError.CLOCK_UNDERFLOW,
              GameError.CLAIM_ALREADY_EXISTS,
              GameError.INVALID_PARENT,
              GameError.INVALID_PRESTATE,
              GameError.MACHINE_REVERTED,
              GameError.VALID_STEP,
              GameError.DUPLICATE_STEP,
              GameError.CLAIM_ABOVE_SPLIT,
              GameError.INVALID_LOCAL_IDENT,
              GameError.PART_OFFSET_OUT_OF_BOUNDS,
              GameError.INVALID_OUTPUT_ROOT_PROOF,
              GameError.INVALID_HEADER_RLP,
              GameError.BLOCK_NUMBER_MATCHES,
              GameError.CLOCK_NOT_EXPIRED,
              GameError.CLAIM_ALREADY_RESOLVED,
              GameError.OUT_OF_ORDER_RESOLUTION,
              GameError.NO_CREDIT_TO_CLAIM,
              GameError.WITHDRAWAL_DELAY_NOT_MET)) {
        assertThat(outcomes).containsKey(error.name());
      }
    }
  }

  @Test
  void bondsAreThoseOfTheContractAtAllDepths() {
    for (int maxDepth : new int[] {4, 8, 50, 73, 125}) {
      for (GameVersion version : List.of(GameVersion.V1_2, GameVersion.V1_3)) {
        GameParameters parameters =
            new GameParameters(
                version, AlphabetMachine.ABSOLUTE_PRESTATE_CLAIM, maxDepth, 2, 8, 30, 8);
        new TwoGames(
                TwoGames.audited(version),
                parameters,
                Hash.ofWords(1, 2, 3, 4),
                101,
                PLAYERS.getFirst(),
                PLAYERS)
            .compareBonds();
      }
    }
  }

  private final class RandomGame {
    private final SplittableRandom random;
    private final TwoGames games;
    private final GameParameters parameters;
    private final OutputRoot output;
    private final Bytes header;

    /**
     * A game with random parameters.
     *
     * @param derived plays Kopi's game, else an unmodified one of either version
     */
    RandomGame(long seed, boolean derived) {
      random = new SplittableRandom(seed);
      parameters = parameters(derived);
      long block = 100 + random.nextInt(1, 2 << parameters.splitDepth());
      // The root is the output of a real header, mostly of another block.
      header = header(random.nextInt(4) == 0 ? block : block + random.nextInt(5));
      output = new OutputRoot(Hash.ofWords(1, 1, 1, 1), Hash.ZERO, Keccak256.hash(header));
      games =
          new TwoGames(
              derived ? Contract.FAULT_DISPUTE_GAME : TwoGames.audited(parameters.version()),
              parameters,
              output.hash(),
              block,
              player(),
              PLAYERS);
    }

    private GameParameters parameters(boolean derived) {
      while (true) {
        int maxDepth = random.nextInt(4, 9);
        GameParameters tried =
            new GameParameters(
                derived || !random.nextBoolean() ? GameVersion.V1_3 : GameVersion.V1_2,
                AlphabetMachine.ABSOLUTE_PRESTATE_CLAIM,
                maxDepth,
                random.nextInt(2, maxDepth),
                random.nextInt(0, 80),
                random.nextInt(20, 120),
                random.nextInt(0, 60));
        if (tried.error() == null) {
          return tried;
        }
      }
    }

    private static Bytes header(long number) {
      RlpWriter rlp = new RlpWriter().startList();
      for (int i = 0; i < 8; i++) {
        rlp.bytes(Bytes.wrap(new byte[32]));
      }
      rlp.number(number);
      rlp.bytes(Bytes.fromHex("0x1234"));
      return rlp.endList().toBytes();
    }

    private Address player() {
      return PLAYERS.get(random.nextInt(PLAYERS.size()));
    }

    private void count(String call, @Nullable GameError error) {
      outcomes.merge(error == null ? call : error.name(), 1, Integer::sum);
    }

    void play() {
      games.compare();
      int calls = random.nextInt(20, 90);
      for (int i = 0; i < calls; i++) {
        act();
        if (i % 20 == 0) {
          games.compare();
        }
      }
      games.compare();
      games.pass(random.nextInt(0, 3 * (int) parameters.maxClockSeconds()));
      for (int i = 0; i < 30; i++) {
        act();
      }
      games.pass(2 * parameters.maxClockSeconds());
      resolveAll();
      games.compare();
      for (int round = 0; round < 3; round++) {
        act();
        games.pass(random.nextInt((int) TwoGames.BOND_DELAY));
        PLAYERS.forEach(player -> count("claimCredit", games.claimCredit(player)));
      }
      games.pass(TwoGames.BOND_DELAY);
      PLAYERS.forEach(player -> count("claimCredit", games.claimCredit(player)));
      games.compare();
    }

    private void act() {
      switch (random.nextInt(20)) {
        case 0, 1, 2 -> step();
        case 3 -> addLocalData();
        case 4 -> games.pass(random.nextInt(1, 30));
        case 5 -> resolveClaim();
        case 6 -> count("resolve", games.resolve(player()));
        case 7 -> count("claimCredit", games.claimCredit(player()));
        case 8 -> challenge();
        default -> move();
      }
    }

    /** Mostly one of the newest claims, so that games get deep; at times one that is not there. */
    private int claim() {
      int size = games.model().claims().size();
      return switch (random.nextInt(12)) {
        case 0 -> random.nextInt(size + 1);
        case 1, 2, 3 -> random.nextInt(size);
        default -> Math.max(0, size - 1 - random.nextInt(3));
      };
    }

    private void move() {
      int parent = claim();
      List<Claim> claims = games.model().claims();
      Claim answered = claims.get(Math.min(parent, claims.size() - 1));
      boolean attack = answered.isRoot() ? random.nextInt(8) != 0 : random.nextBoolean();
      Position position = answered.position().move(attack);
      UInt256 bond =
          position.depth() > parameters.maxDepth() || random.nextInt(16) == 0
              ? UInt256.of(random.nextInt(1000))
              : games.model().requiredBond(position);
      Hash disputed = random.nextInt(20) == 0 ? Hash.ofWords(0, 0, 0, 7) : answered.value();
      count(
          "move", games.move(player(), bond, disputed, parent, value(answered, position), attack));
    }

    private Hash value(Claim answered, Position position) {
      if (position.depth() > parameters.splitDepth()
          && position.depth() <= parameters.maxDepth()
          && random.nextInt(4) != 0) {
        return withStatus(AlphabetMachine.claim(state(answered, position)), 20);
      }
      return withStatus(Hash.ofWords(random.nextLong(), 0, 0, random.nextInt(2)), 2);
    }

    private Hash withStatus(Hash value, int oneIn) {
      byte[] bytes = value.toArray();
      if (random.nextInt(oneIn) == 0) {
        bytes[0] = (byte) random.nextInt(4);
      }
      return Hash.of(bytes);
    }

    /** The alphabet's state at a position, mostly of the block that is disputed there. */
    private Bytes state(Claim answered, Position position) {
      long block =
          answered.depth() > parameters.splitDepth()
              ? games.model().disputedBlock(games.model().outputs(answered.index())).toLongExact()
              : 101 + random.nextInt(3);
      long index =
          position
              .relativeTo(parameters.splitDepth() + 1)
              .traceIndex(parameters.maxDepth() - parameters.splitDepth() - 1)
              .toLongExact();
      return AlphabetMachine.state(block, index);
    }

    private void step() {
      List<Claim> claims = games.model().claims();
      List<Claim> bottom =
          claims.stream().filter(claim -> claim.depth() == parameters.maxDepth()).toList();
      if (bottom.isEmpty() || random.nextInt(6) == 0) {
        count("step", games.step(player(), claim(), true, AlphabetMachine.ABSOLUTE_PRESTATE));
        return;
      }
      Claim claim = bottom.get(random.nextInt(bottom.size()));
      boolean attack = random.nextBoolean();
      if (random.nextInt(3) != 0) {
        games.addLocalData(player(), 4, claim.index(), 0);
      }
      List<Bytes> states = new ArrayList<>(List.of(AlphabetMachine.ABSOLUTE_PRESTATE));
      states.add(state(claim, claim.position()));
      Position before = claim.position().previous();
      boolean inside = before.depth() == claim.depth();
      states.add(inside ? state(claim, before) : Bytes.EMPTY);
      Bytes state =
          random.nextInt(6) == 0
              ? states.get(random.nextInt(states.size()))
              : attack ? (first(claim) ? states.getFirst() : states.get(2)) : states.get(1);
      count("step", games.step(player(), claim.index(), attack, state));
    }

    private boolean first(Claim claim) {
      return claim.position().relativeTo(parameters.splitDepth() + 1).indexAtDepth().isZero();
    }

    private void addLocalData() {
      count(
          "addLocalData",
          games.addLocalData(player(), random.nextInt(7), claim(), random.nextInt(44)));
    }

    private void challenge() {
      OutputRoot proof =
          random.nextInt(4) == 0
              ? new OutputRoot(Hash.ZERO, Hash.ZERO, output.blockHash())
              : output;
      Bytes rlp = random.nextInt(4) == 0 ? header(1) : header;
      if (random.nextInt(3) == 0) {
        count("challengeRootL2Block", games.challengeBlockNumber(player(), proof, rlp));
      }
    }

    private void resolveClaim() {
      count("resolveClaim", games.resolveClaim(player(), claim(), random.nextInt(4)));
    }

    private void resolveAll() {
      for (int attempt = 0; !games.model().isResolved(0) && attempt < 2000; attempt++) {
        int size = games.model().claims().size();
        int claim = attempt < size ? size - 1 - attempt : random.nextInt(size);
        count("resolveClaim", games.resolveClaim(player(), claim, random.nextInt(4)));
      }
      assertThat(games.model().isResolved(0)).isTrue();
      count("resolve", games.resolve(player()));
    }
  }
}
