package dev.kopi.services.challenger;

import dev.kopi.adapters.contracts.dispute.GameCredits;
import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.adapters.contracts.dispute.GameList;
import dev.kopi.adapters.contracts.dispute.GameSnapshot;
import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.model.Bonds;
import dev.kopi.core.dispute.model.DisputeGame;
import dev.kopi.core.dispute.model.GameStatus;
import dev.kopi.core.dispute.model.LocalData;
import dev.kopi.core.dispute.model.Proposal;
import dev.kopi.core.dispute.model.RegistryView;
import dev.kopi.core.dispute.rules.GameError;
import dev.kopi.core.dispute.rules.GameParameters;
import dev.kopi.core.dispute.rules.GameVersion;
import dev.kopi.core.dispute.rules.LocalContext;
import dev.kopi.core.dispute.solver.AlphabetTrace;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.services.txmgr.Submission;
import dev.kopi.services.txmgr.TxCandidate;
import dev.kopi.services.txmgr.TxOutcome;
import dev.kopi.services.txmgr.TxSender;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An L1 with dispute games: models of the contract that are called by transactions. */
final class SimulatedGames implements DisputeChain, TxSender {
  static final Address HONEST = Address.fromHex("00000000000000000000000000000000000000aa");
  static final Address VILLAIN = Address.fromHex("00000000000000000000000000000000000000bb");
  static final UInt256 CHAIN = UInt256.of(901);
  static final Hash ANCHOR = Hash.ofWords(9, 9, 9, 9);
  static final long ANCHOR_BLOCK = 100;
  static final long SLOT = 2;
  static final long BOND_DELAY = 20;
  static final UInt256 ROOT_BOND = UInt256.of(80_000_000_000_000_000L);

  /** A game of depth 8 that splits at 3, with clocks of a hundred seconds. */
  static final GameParameters PARAMETERS =
      new GameParameters(
          GameVersion.V1_3, commitment(AlphabetTrace.absolutePrestate()), 8, 3, 10, 100, 10);

  private final Map<Address, DisputeGame> games = new LinkedHashMap<>();
  private final Map<Address, Long> types = new LinkedHashMap<>();
  private final Set<Hash> loaded = new HashSet<>();
  private final List<Sent> pool = new ArrayList<>();
  final List<String> mined = new ArrayList<>();
  private long number = 1000;
  private long seconds = 1_700_000_000;
  private long fork;
  private UInt256 balance = UInt256.of(1_000_000_000_000_000_000L).multiply(UInt256.of(100_000));
  boolean away;
  int reads;
  @Nullable Integer capacity;

  private static Hash commitment(Bytes state) {
    byte[] hash = Keccak256.hash(state.toArray()).toArray();
    hash[0] = 1;
    return Hash.of(hash);
  }

  /** A transaction in the pool. */
  private static final class Sent implements Submission {
    final TxCandidate candidate;
    final Runnable onEnd;
    @Nullable TxOutcome outcome;

    Sent(TxCandidate candidate, Runnable onEnd) {
      this.candidate = candidate;
      this.onEnd = onEnd;
    }

    @Override
    public @Nullable TxOutcome outcome() {
      return outcome;
    }

    @Override
    public void cancel() {}

    @Override
    public List<Hash> published() {
      return List.of();
    }
  }

  static Address game(int number) {
    return Address.fromWord(UInt256.of(0x9a3e_0000L + number));
  }

  /** Proposes an output root for a block. */
  DisputeGame propose(long type, Hash root, long block) {
    DisputeGame model =
        new DisputeGame(
            PARAMETERS,
            new Proposal(
                root,
                UInt256.of(block),
                VILLAIN,
                ROOT_BOND,
                ANCHOR,
                UInt256.of(ANCHOR_BLOCK),
                Hash.ofWords(5, 5, 5, number),
                CHAIN),
            BOND_DELAY,
            SimulatedGames::alphabet,
            seconds);
    Address address = game(games.size());
    games.put(address, model);
    types.put(address, type);
    return model;
  }

  private static @Nullable Hash alphabet(Bytes state, Bytes proof, Hash context, LocalData local) {
    if (state.equals(AlphabetTrace.absolutePrestate())) {
      Hash part = local.part(LocalData.DISPUTED_BLOCK, context, 0);
      return part == null ? null : letter((part.word(1) - 1) << 4, 0);
    }
    long count = UInt256.fromBytes(state.slice(0, 32).toArray()).lowLong();
    return letter(count, 1);
  }

  private static Hash letter(long count, long more) {
    UInt256 at = UInt256.of(count + more);
    return commitment(
        Bytes.concat(at.toHash().toBytes(), at.add(UInt256.of(0x60)).toHash().toBytes()));
  }

  DisputeGame model(int index) {
    return games.values().stream().toList().get(index);
  }

  void setBalance(UInt256 wei) {
    balance = wei;
  }

  /** Makes a block with what is in the pool. */
  void mine() {
    number++;
    seconds += SLOT;
    List<Sent> included =
        List.copyOf(
            pool.subList(0, capacity == null ? pool.size() : Math.min(capacity, pool.size())));
    pool.removeAll(included);
    for (Sent sent : included) {
      String error = execute(sent.candidate);
      sent.outcome =
          new TxOutcome.Confirmed(
              new MinedTransaction(
                  Hash.ofWords(0, 0, 0, number),
                  new BlockId(hash(number), number),
                  error == null,
                  21_000,
                  UInt256.ONE,
                  null,
                  List.of()));
      sent.onEnd.run();
    }
  }

  void pass(long more) {
    seconds += more - SLOT;
    mine();
  }

  long now() {
    return seconds;
  }

  /** Replaces the newest block. */
  void reorg() {
    fork++;
  }

  void dropLastGame() {
    Address last = game(games.size() - 1);
    games.remove(last);
    types.remove(last);
  }

  int pooled() {
    return pool.size();
  }

  void failPool(TxOutcome.Reason reason) {
    List<Sent> all = List.copyOf(pool);
    pool.clear();
    for (Sent sent : all) {
      sent.outcome = new TxOutcome.Failed(reason, "a test let it fail", List.of());
      sent.onEnd.run();
    }
  }

  private DisputeGame at(Address address) {
    return Objects.requireNonNull(games.get(address));
  }

  private @Nullable String execute(TxCandidate candidate) {
    Address to = candidate.to();
    DisputeGame game = to == null ? null : games.get(to);
    if (to == null || game == null) {
      return "no such game";
    }
    Bytes selector = candidate.data().slice(0, 4);
    AbiReader in = AbiReader.ofCall(candidate.data());
    String name = "?";
    GameError error = null;
    for (String signature :
        List.of(
            "attack(bytes32,uint256,bytes32)",
            "defend(bytes32,uint256,bytes32)",
            "step(uint256,bool,bytes,bytes)",
            "addLocalData(uint256,uint256,uint256)",
            "resolveClaim(uint256,uint256)",
            "resolve()",
            "claimCredit(address)")) {
      if (AbiEncoder.selector(signature).equals(selector)) {
        name = signature.substring(0, signature.indexOf('('));
      }
    }
    switch (name) {
      case "attack", "defend" -> {
        error =
            game.move(
                HONEST,
                candidate.value(),
                seconds,
                in.hash(0),
                (int) in.number(1),
                in.hash(2),
                name.equals("attack"));
        if (error == null) {
          balance = balance.subtract(candidate.value());
        }
      }
      case "step" ->
          error = game.step(HONEST, (int) in.number(0), in.bool(1), in.bytes(2), in.bytes(3));
      case "addLocalData" -> {
        int claim = (int) in.number(1);
        error = game.addLocalData(in.number(0), claim, in.number(2));
        if (error == null) {
          loaded.add(LocalContext.key(in.number(0), to, game.outputs(claim).hash()));
        }
      }
      case "resolveClaim" -> error = game.resolveClaim((int) in.number(0), in.number(1), seconds);
      case "resolve" -> error = game.resolve(seconds);
      case "claimCredit" -> error = game.claimCredit(in.address(0), seconds, RegistryView.OPEN);
      default -> throw new AssertionError("an unknown call");
    }
    mined.add(name + (error == null ? "" : " fails: " + error));
    return error == null ? null : error.text();
  }

  private Hash hash(long block) {
    return Hash.ofWords(block == number ? fork : 0, 0, 1, block);
  }

  @Override
  public Head head() {
    if (away) {
      throw new RpcTransportException("L1 is away");
    }
    reads++;
    return new Head(number, hash(number), hash(number - 1), seconds);
  }

  @Override
  public boolean isCanonical(Head block) {
    return block.hash().equals(hash(block.number()));
  }

  @Override
  public long gameCount(Head at) {
    return games.size();
  }

  @Override
  public List<GameList.Entry> gamesSince(long since, Head at) {
    return games(0, games.size(), at).stream().filter(e -> e.createdSeconds() >= since).toList();
  }

  @Override
  public List<GameList.Entry> games(long from, long to, Head at) {
    List<GameList.Entry> entries = new ArrayList<>();
    for (int i = (int) from; i < to; i++) {
      long created = model(i).claims().getFirst().clock().timestampSeconds();
      entries.add(new GameList.Entry(i, types.getOrDefault(game(i), 0L), created, game(i)));
    }
    return entries;
  }

  @Override
  public List<@Nullable GameFacts> facts(List<Address> addresses, Head at) {
    List<@Nullable GameFacts> facts = new ArrayList<>();
    addresses.forEach(address -> facts.add(facts(address)));
    return facts;
  }

  private GameFacts facts(Address address) {
    DisputeGame model = at(address);
    return new GameFacts(
        address,
        types.getOrDefault(address, 0L),
        "1.3.0",
        model.claims().getFirst().clock().timestampSeconds(),
        model.proposal(),
        model.parameters(),
        new GameFacts.Contracts(
            Address.ZERO, Address.fromWord(UInt256.of(7)), Address.ZERO, Address.ZERO),
        null);
  }

  @Override
  public List<GameSnapshot.Glance> glances(List<Address> addresses, Head at) {
    return addresses.stream()
        .map(this::at)
        .map(model ->
            new GameSnapshot.Glance(
                model.status(), model.resolvedAt(), false, model.claims().size()))
        .toList();
  }

  @Override
  public GameSnapshot snapshot(Address address, GameSnapshot.Glance glance, Head at) {
    DisputeGame model = at(address);
    List<Claim> claims = model.claims();
    Set<Integer> resolved = new HashSet<>();
    claims.stream().map(Claim::index).filter(model::isResolved).forEach(resolved::add);
    return new GameSnapshot(model.status(), model.resolvedAt(), false, claims, resolved);
  }

  @Override
  public List<GameCredits> credits(GameFacts game, List<Address> accounts, Head at) {
    Bonds bonds = at(game.address()).bonds();
    return accounts.stream()
        .map(account ->
            new GameCredits(
                account,
                bonds.credit(account),
                false,
                bonds.withdrawal(account).amount(),
                bonds.withdrawal(account).timestampSeconds(),
                BOND_DELAY,
                null))
        .toList();
  }

  @Override
  public boolean isLoaded(Address oracle, Hash key, long offset, Head at) {
    return loaded.contains(key);
  }

  @Override
  public UInt256 balance(Address account, Head at) {
    return balance;
  }

  @Override
  public Address address() {
    return HONEST;
  }

  @Override
  public Submission send(TxCandidate candidate, Runnable onEnd) {
    Sent sent = new Sent(candidate, onEnd);
    pool.add(sent);
    return sent;
  }

  boolean isOver(int game) {
    return model(game).status() != GameStatus.IN_PROGRESS;
  }
}
