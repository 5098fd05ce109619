package dev.kopi.adapters.contracts.dispute;

import dev.kopi.adapters.contracts.dispute.BatchReader.Read;
import dev.kopi.adapters.contracts.dispute.GameFacts.Contracts;
import dev.kopi.adapters.contracts.dispute.GameFacts.Roles;
import dev.kopi.adapters.contracts.dispute.GameSnapshot.Glance;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.Clock;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.model.GameStatus;
import dev.kopi.core.dispute.model.Proposal;
import dev.kopi.core.dispute.rules.GameParameters;
import dev.kopi.core.dispute.rules.GameVersion;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads fault dispute games of the versions 1.2 and later. Methods throw as {@link BatchReader}
 * does.
 *
 * @see <a href="https://specs.optimism.io/fault-proof/stage-one/fault-dispute-game.html">Fault
 *     dispute game</a>
 */
public record GameReader(BatchReader reader) {
  private static final long NO_PARENT = 0xffff_ffffL;

  private static final List<String> GETTERS =
      List.of(
          "version()",
          "gameType()",
          "createdAt()",
          "rootClaim()",
          "l2BlockNumber()",
          "l1Head()",
          "startingRootHash()",
          "startingBlockNumber()",
          "l2ChainId()",
          "absolutePrestate()",
          "maxGameDepth()",
          "splitDepth()",
          "clockExtension()",
          "maxClockDuration()",
          "vm()",
          "weth()",
          "anchorStateRegistry()",
          "proposer()",
          "challenger()");

  /** The version of a game's contract; empty when it does not tell. */
  public String version(Address game, String block) {
    AbiReader answer = reader.tryRead(List.of(Read.of(game, "version()")), block).getFirst();
    return answer == null ? "" : text(answer);
  }

  /** The status of games of any type, in their order; null for one that does not tell. */
  public List<@Nullable GameStatus> statuses(List<Address> games, String block) {
    List<Read> calls = games.stream().map(game -> Read.of(game, "status()")).toList();
    List<@Nullable GameStatus> statuses = new ArrayList<>();
    for (AbiReader answer : reader.tryRead(calls, block)) {
      statuses.add(answer == null ? null : status(answer));
    }
    return statuses;
  }

  private record Oracle(Address address, long challengeSeconds) {}

  /**
   * What does not change in a game.
   *
   * @return null when the version of its contract is not one of those that can be played
   */
  public @Nullable GameFacts facts(Address game, String block) {
    return facts(List.of(game), block).getFirst();
  }

  /** What does not change in games, in their order; null for those that cannot be played. */
  public List<@Nullable GameFacts> facts(List<Address> games, String block) {
    List<Read> calls = new ArrayList<>();
    for (Address game : games) {
      GETTERS.forEach(getter -> calls.add(Read.of(game, getter)));
      calls.add(Read.of(game, "claimData(uint256)", AbiValue.of(0)));
    }
    List<@Nullable AbiReader> answers = reader.tryRead(calls, block);
    Map<Address, Oracle> oracles = new HashMap<>();
    List<@Nullable GameFacts> facts = new ArrayList<>();
    int each = GETTERS.size() + 1;
    for (int i = 0; i < games.size(); i++) {
      Answers in = new Answers(games.get(i), answers.subList(i * each, (i + 1) * each));
      facts.add(facts(in, oracles, block));
    }
    return facts;
  }

  private @Nullable GameFacts facts(Answers in, Map<Address, Oracle> oracles, String block) {
    String name = in.has("version()") ? text(in.of("version()")) : "";
    GameVersion version = GameVersion.of(name);
    if (version == null) {
      return null;
    }
    Claim root = claim(0, in.last());
    Address machine = in.of("vm()").address(0);
    Oracle oracle = oracles.computeIfAbsent(machine, address -> oracle(address, block));
    return new GameFacts(
        in.game(),
        in.of("gameType()").number(0),
        name,
        in.of("createdAt()").number(0),
        new Proposal(
            in.of("rootClaim()").hash(0),
            in.of("l2BlockNumber()").word(0),
            root.claimant(),
            root.bond(),
            in.of("startingRootHash()").hash(0),
            in.of("startingBlockNumber()").word(0),
            in.of("l1Head()").hash(0),
            in.of("l2ChainId()").word(0)),
        new GameParameters(
            version,
            in.of("absolutePrestate()").hash(0),
            (int) in.of("maxGameDepth()").number(0),
            (int) in.of("splitDepth()").number(0),
            in.of("clockExtension()").number(0),
            in.of("maxClockDuration()").number(0),
            oracle.challengeSeconds()),
        new Contracts(
            machine,
            oracle.address(),
            in.of("weth()").address(0),
            in.of("anchorStateRegistry()").address(0)),
        in.has("proposer()")
            ? new Roles(in.of("proposer()").address(0), in.of("challenger()").address(0))
            : null);
  }

  private Oracle oracle(Address machine, String block) {
    Address address = reader.read(block, machine, "oracle()").address(0);
    return new Oracle(address, reader.read(block, address, "challengePeriod()").number(0));
  }

  private record Answers(Address game, List<@Nullable AbiReader> answers) {
    boolean has(String getter) {
      return answers.get(GETTERS.indexOf(getter)) != null;
    }

    AbiReader of(String getter) {
      return present(answers.get(GETTERS.indexOf(getter)), getter);
    }

    AbiReader last() {
      return present(answers.getLast(), "claimData(uint256)");
    }

    private AbiReader present(@Nullable AbiReader answer, String getter) {
      if (answer == null) {
        throw new DecodeException("the game " + game + " does not answer to " + getter);
      }
      return answer;
    }
  }

  /** What tells whether games have changed, in their order. */
  public List<Glance> glances(List<Address> games, String block) {
    List<Read> calls = new ArrayList<>();
    for (Address game : games) {
      calls.add(Read.of(game, "status()"));
      calls.add(Read.of(game, "resolvedAt()"));
      calls.add(Read.of(game, "l2BlockNumberChallenged()"));
      calls.add(Read.of(game, "claimDataLen()"));
    }
    List<AbiReader> in = reader.read(calls, block);
    return IntStream.range(0, games.size())
        .map(i -> 4 * i)
        .mapToObj(i ->
            new Glance(
                status(in.get(i)),
                in.get(i + 1).number(0),
                in.get(i + 2).bool(0),
                (int) in.get(i + 3).number(0)))
        .toList();
  }

  /**
   * A game at a block.
   *
   * @param block best a hash: the claims are read by more than one request
   */
  public GameSnapshot snapshot(Address game, String block) {
    return snapshot(game, glances(List.of(game), block).getFirst(), block);
  }

  /** A game at a block of which the glance is known. */
  public GameSnapshot snapshot(Address game, Glance glance, String block) {
    int count = glance.claims();
    List<Read> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      calls.add(Read.of(game, "claimData(uint256)", AbiValue.of(i)));
      calls.add(Read.of(game, "resolvedSubgames(uint256)", AbiValue.of(i)));
    }
    List<AbiReader> in = reader.read(calls, block);
    List<Claim> claims = new ArrayList<>();
    Set<Integer> resolved = new HashSet<>();
    for (int i = 0; i < count; i++) {
      claims.add(claim(i, in.get(2 * i)));
      if (in.get(2 * i + 1).bool(0)) {
        resolved.add(i);
      }
    }
    return new GameSnapshot(
        glance.status(),
        glance.resolvedSeconds(),
        glance.blockNumberChallenged(),
        claims,
        resolved);
  }

  private static Claim claim(int index, AbiReader in) {
    UInt256 parent = in.word(0);
    return new Claim(
        index,
        parent.equals(UInt256.of(NO_PARENT)) ? Claim.NO_PARENT : (int) in.number(0),
        in.address(1),
        in.address(2),
        in.word(3),
        in.hash(4),
        Position.of(in.word(5)),
        Clock.of(in.word(6)));
  }

  private static GameStatus status(AbiReader in) {
    long status = in.number(0);
    if (status >= GameStatus.values().length) {
      throw new DecodeException("no status of a dispute game is " + status);
    }
    return GameStatus.values()[(int) status];
  }

  private static String text(AbiReader in) {
    return new String(in.bytes(0).toArray(), StandardCharsets.UTF_8);
  }
}
