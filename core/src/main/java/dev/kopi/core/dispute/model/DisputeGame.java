package dev.kopi.core.dispute.model;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.ClaimId;
import dev.kopi.core.dispute.claim.ClaimTree;
import dev.kopi.core.dispute.claim.Clock;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.rules.BondCurve;
import dev.kopi.core.dispute.rules.GameError;
import dev.kopi.core.dispute.rules.GameParameters;
import dev.kopi.core.dispute.rules.GameVersion;
import dev.kopi.core.dispute.rules.LocalContext;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.OutputRoot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model of the FaultDisputeGame contract of one version, with its bonds in DelayedWETH. A call
 * answers null when the contract takes it, else why it reverts; then nothing has changed. Times are
 * those of the L1 block, in seconds.
 *
 * @see <a href="https://specs.optimism.io/fault-proof/stage-one/fault-dispute-game.html">Fault
 *     dispute game</a>
 */
public final class DisputeGame {
  private static final int HEADER_BLOCK_NUMBER_INDEX = 8;
  private static final int LENGTH_PREFIX = 8;

  private final GameParameters parameters;
  private final Proposal proposal;
  private final StepMachine machine;
  private final BondCurve curve;
  private final OutputLookup outputs;
  private final List<Claim> claims = new ArrayList<>();
  private final Set<ClaimId> ids = new HashSet<>();
  private final Subgames subgames = new Subgames();
  private final LocalData local = new LocalData();
  private final Bonds bonds;
  private GameStatus status = GameStatus.IN_PROGRESS;
  private long resolvedAt;
  private Address numberChallenger = Address.ZERO;

  /**
   * A game that was just created.
   *
   * @param bondDelaySeconds how long DelayedWETH holds bonds back
   * @param machine executes the last step
   */
  public DisputeGame(
      GameParameters parameters,
      Proposal proposal,
      long bondDelaySeconds,
      StepMachine machine,
      long nowSeconds) {
    this.parameters = parameters;
    this.proposal = proposal;
    this.machine = machine;
    this.curve = BondCurve.of(parameters.maxDepth());
    this.bonds = new Bonds(bondDelaySeconds, parameters.version().paysInTwoPhases());
    this.outputs = new OutputLookup(claims, parameters.splitDepth(), proposal.anchorRoot());
    append(
        Claim.NO_PARENT,
        proposal.proposer(),
        proposal.bond(),
        proposal.rootClaim(),
        Position.ROOT,
        new Clock(0, nowSeconds));
  }

  /** Why a game about a proposal cannot be created; null when it can. */
  public static @Nullable GameError creationError(Proposal proposal) {
    if (proposal.anchorRoot().isZero()) {
      return GameError.ANCHOR_ROOT_NOT_FOUND;
    }
    return proposal.l2Block().compareTo(proposal.anchorBlock()) <= 0
        ? GameError.UNEXPECTED_ROOT_CLAIM
        : null;
  }

  /** The parameters of the game. */
  public GameParameters parameters() {
    return parameters;
  }

  /** What the game is about. */
  public Proposal proposal() {
    return proposal;
  }

  /** The status. */
  public GameStatus status() {
    return status;
  }

  /** When the game was resolved; 0 while it is not. */
  public long resolvedAt() {
    return resolvedAt;
  }

  /** Who proved that the block number of the proposal is wrong; zero for nobody. */
  public Address numberChallenger() {
    return numberChallenger;
  }

  /** The claims, in the contract's order. */
  public List<Claim> claims() {
    return List.copyOf(claims);
  }

  /** The claims as a tree. */
  public ClaimTree tree() {
    return new ClaimTree(claims, parameters.maxDepth());
  }

  /** Where the bonds are. */
  public Bonds bonds() {
    return bonds;
  }

  /** The bond that a move to a position needs, in wei. */
  public UInt256 requiredBond(Position position) {
    return curve.at(position.depth());
  }

  /** Whether a claim is resolved. */
  public boolean isResolved(int claim) {
    return subgames.isResolved(claim);
  }

  /** How many answers to a claim its resolution has not looked at yet. */
  public int remainingToResolve(int claim) {
    return subgames.remaining(claim);
  }

  /** What the side that would answer a claim has used of its clock. */
  public long challengerDuration(int claim, long nowSeconds) {
    Claim answered = claims.get(claim);
    Claim parent = answered.isRoot() ? null : claims.get(answered.parent());
    return parameters.challengerDuration(answered, parent, nowSeconds);
  }

  /** The outputs between which a claim below the split depth disputes an execution. */
  public LocalContext outputs(int claim) {
    return outputs.of(claims.get(claim));
  }

  private void append(
      int parent, Address claimant, UInt256 bond, Hash value, Position position, Clock clock) {
    Claim claim =
        new Claim(claims.size(), parent, Address.ZERO, claimant, bond, value, position, clock);
    claims.add(claim);
    ids.add(claim.id());
    if (parent != Claim.NO_PARENT) {
      subgames.add(parent, claim.index());
    }
    bonds.deposit(claimant, bond);
  }

  private @Nullable GameError inProgressWith(long claim) {
    if (status != GameStatus.IN_PROGRESS) {
      return GameError.GAME_NOT_IN_PROGRESS;
    }
    return claim < 0 || claim >= claims.size() ? GameError.NO_SUCH_CLAIM : null;
  }

  /**
   * Answers a claim with another.
   *
   * @param caller who moves
   * @param bond wei that are sent along
   * @param disputed the value of the answered claim, as the caller knows it
   * @param parent the answered claim
   * @param value the new claim
   * @param attack whether the new claim is an attack, and not a defense
   */
  public @Nullable GameError move(
      Address caller,
      UInt256 bond,
      long nowSeconds,
      Hash disputed,
      int parent,
      Hash value,
      boolean attack) {
    GameError early = inProgressWith(parent);
    if (early != null) {
      return early;
    }
    Claim answered = claims.get(parent);
    Position position = answered.position().move(attack);
    GameError error = positionError(answered, disputed, position, attack);
    if (error == null && position.depth() == parameters.splitDepth() + 1) {
      error = outputs.executionRootError(answered, value, attack);
    }
    if (error != null) {
      return error;
    }
    if (!bond.equals(requiredBond(position))) {
      return GameError.INCORRECT_BOND_AMOUNT;
    }
    long used = challengerDuration(parent, nowSeconds);
    if (used == parameters.maxClockSeconds()) {
      return GameError.CLOCK_TIME_EXCEEDED;
    }
    Clock clock = parameters.clock(position.depth(), used, nowSeconds);
    if (clock == null) {
      return GameError.CLOCK_UNDERFLOW;
    }
    if (ids.contains(new ClaimId(position, value, parent))) {
      return GameError.CLAIM_ALREADY_EXISTS;
    }
    append(parent, caller, bond, value, position, clock);
    return null;
  }

  private @Nullable GameError positionError(
      Claim answered, Hash disputed, Position position, boolean attack) {
    if (!answered.value().equals(disputed)) {
      return GameError.INVALID_DISPUTED_CLAIM_INDEX;
    }
    boolean rootOfExecution = position.depth() == parameters.splitDepth() + 2;
    if (!attack && (answered.isRoot() || rootOfExecution)) {
      return GameError.CANNOT_DEFEND_ROOT_CLAIM;
    }
    if (!numberChallenger.isZero() && answered.isRoot()) {
      return GameError.L2_BLOCK_NUMBER_CHALLENGED;
    }
    return position.depth() > parameters.maxDepth() ? GameError.GAME_DEPTH_EXCEEDED : null;
  }

  /**
   * Counters a claim at the maximal depth by executing one step.
   *
   * @param attack whether the claim is the state after the step, and not the state before it
   * @param state the encoded state before the step
   * @param proof what the machine needs besides
   */
  public @Nullable GameError step(
      Address caller, int claim, boolean attack, Bytes state, Bytes proof) {
    GameError early = inProgressWith(claim);
    if (early != null) {
      return early;
    }
    Claim stepped = claims.get(claim);
    if (stepped.depth() != parameters.maxDepth()) {
      return GameError.INVALID_PARENT;
    }
    Hash before = attack ? stateBefore(stepped) : stepped.value();
    Claim after =
        attack ? stepped : outputs.executionAncestor(stepped.position().next(), stepped.parent());
    if (before == null || after == null) {
      return GameError.NO_SUCH_CLAIM;
    }
    if (!equalButForStatus(Keccak256.hash(state), before)) {
      return GameError.INVALID_PRESTATE;
    }
    Hash result = machine.step(state, proof, outputs.of(stepped).hash(), local);
    if (result == null) {
      return GameError.MACHINE_REVERTED;
    }
    boolean valid = result.equals(after.value());
    boolean sameSide = (stepped.depth() - after.depth()) % 2 == 0;
    if (valid == sameSide) {
      return GameError.VALID_STEP;
    }
    if (stepped.isCountered()) {
      return GameError.DUPLICATE_STEP;
    }
    claims.set(claim, stepped.countered(caller));
    return null;
  }

  private @Nullable Hash stateBefore(Claim stepped) {
    Position inExecution = stepped.position().relativeTo(parameters.splitDepth() + 1);
    if (inExecution.indexAtDepth().isZero()) {
      return parameters.absolutePrestate();
    }
    Claim before = outputs.executionAncestor(stepped.position().previous(), stepped.parent());
    return before == null ? null : before.value();
  }

  private static boolean equalButForStatus(Hash one, Hash other) {
    return one.word(1) == other.word(1)
        && one.word(2) == other.word(2)
        && one.word(3) == other.word(3)
        && one.word(0) << 8 == other.word(0) << 8;
  }

  /**
   * Puts local data into the oracle.
   *
   * @param identifier which; see {@link LocalData}
   * @param claim a claim below the split depth
   * @param offset counts from the length before the data
   */
  public @Nullable GameError addLocalData(long identifier, int claim, long offset) {
    GameError early = inProgressWith(claim);
    if (early != null) {
      return early;
    }
    if (claims.get(claim).depth() <= parameters.splitDepth()) {
      return GameError.CLAIM_ABOVE_SPLIT;
    }
    if (identifier < LocalData.L1_HEAD || identifier > LocalData.CHAIN_ID) {
      return GameError.INVALID_LOCAL_IDENT;
    }
    LocalContext context = outputs(claim);
    int size = identifier <= LocalData.DISPUTED_OUTPUT ? 32 : 8;
    // The oracle that came with 1.2.0 takes an offset at the end too.
    int end = LENGTH_PREFIX + size + (parameters.version() == GameVersion.V1_2 ? 1 : 0);
    if (offset < 0 || offset >= end) {
      return GameError.PART_OFFSET_OUT_OF_BOUNDS;
    }
    local.add(identifier, context.hash(), localWord(identifier, context), size, (int) offset);
    return null;
  }

  private Hash localWord(long identifier, LocalContext context) {
    return switch ((int) identifier) {
      case LocalData.L1_HEAD -> proposal.l1Head();
      case LocalData.STARTING_OUTPUT -> context.starting();
      case LocalData.DISPUTED_OUTPUT -> context.disputed();
      case LocalData.DISPUTED_BLOCK -> highWord(disputedBlock(context));
      default -> highWord(proposal.l2ChainId());
    };
  }

  private static Hash highWord(UInt256 number) {
    return Hash.ofWords(number.lowLong(), 0, 0, 0);
  }

  /** The L2 block up to which the program runs when these outputs are disputed. */
  public UInt256 disputedBlock(LocalContext context) {
    UInt256 block =
        proposal
            .anchorBlock()
            .add(context.disputedPosition().traceIndex(parameters.splitDepth()))
            .add(UInt256.ONE);
    boolean capped =
        parameters.version().capsBlockNumber() && block.compareTo(proposal.l2Block()) > 0;
    return capped ? proposal.l2Block() : block;
  }

  /**
   * Proves that the proposed output root belongs to another block than the proposal says.
   *
   * @param output what the root claim is the hash of
   * @param header the RLP of the header that the output names
   */
  public @Nullable GameError challengeBlockNumber(Address caller, OutputRoot output, Bytes header) {
    if (status != GameStatus.IN_PROGRESS) {
      return GameError.GAME_NOT_IN_PROGRESS;
    }
    if (!numberChallenger.isZero()) {
      return GameError.L2_BLOCK_NUMBER_CHALLENGED;
    }
    if (!output.hash().equals(proposal.rootClaim())) {
      return GameError.INVALID_OUTPUT_ROOT_PROOF;
    }
    if (!Keccak256.hash(header).equals(output.blockHash())) {
      return GameError.INVALID_HEADER_RLP;
    }
    Bytes number;
    try {
      RlpReader fields = new RlpReader(header).list();
      for (int i = 0; i < HEADER_BLOCK_NUMBER_INDEX; i++) {
        fields.skip();
      }
      number = fields.bytes();
    } catch (DecodeException e) {
      return GameError.INVALID_HEADER_RLP;
    }
    if (number.size() > 32) {
      return GameError.INVALID_HEADER_RLP;
    }
    if (UInt256.fromBytes(number.unsafeArray()).equals(proposal.l2Block())) {
      return GameError.BLOCK_NUMBER_MATCHES;
    }
    numberChallenger = caller;
    return null;
  }

  /**
   * Resolves a claim, or a part of the answers to it.
   *
   * @param count how many answers are looked at; 0 for all, but only in the first call for a claim
   */
  public @Nullable GameError resolveClaim(int claim, long count, long nowSeconds) {
    GameError early = inProgressWith(claim);
    if (early != null) {
      return early;
    }
    if (challengerDuration(claim, nowSeconds) < parameters.maxClockSeconds()) {
      return GameError.CLOCK_NOT_EXPIRED;
    }
    if (subgames.isResolved(claim)) {
      return GameError.CLAIM_ALREADY_RESOLVED;
    }
    Claim resolved = claims.get(claim);
    if (!subgames.hasAnswers(claim) && !resolved.isRoot()) {
      subgames.resolve(claim);
      pay(resolved, resolved.counteredBy(), nowSeconds);
      return null;
    }
    GameError error = subgames.advance(claim, count, claims::get);
    if (error != null) {
      return error;
    }
    Address counteredBy = subgames.outcome(claim);
    if (counteredBy != null) {
      boolean wrongNumber = resolved.isRoot() && !numberChallenger.isZero();
      Address winner = wrongNumber ? numberChallenger : counteredBy;
      subgames.resolve(claim);
      pay(resolved, winner, nowSeconds);
      claims.set(claim, resolved.countered(winner));
    }
    return null;
  }

  private void pay(Claim claim, Address counteredBy, long nowSeconds) {
    bonds.distribute(
        counteredBy.isZero() ? claim.claimant() : counteredBy, claim.bond(), nowSeconds);
  }

  /** Resolves the game, once the root claim is resolved. */
  public @Nullable GameError resolve(long nowSeconds) {
    if (status != GameStatus.IN_PROGRESS) {
      return GameError.GAME_NOT_IN_PROGRESS;
    }
    if (!subgames.isResolved(0)) {
      return GameError.OUT_OF_ORDER_RESOLUTION;
    }
    status =
        claims.getFirst().isCountered() ? GameStatus.CHALLENGER_WINS : GameStatus.DEFENDER_WINS;
    resolvedAt = nowSeconds;
    return null;
  }

  /**
   * Pays out credit, or from 1.4.0 on unlocks it in the first call.
   *
   * @param registry what the anchor state registry and the superchain's configuration say
   */
  public @Nullable GameError claimCredit(
      Address recipient, long nowSeconds, RegistryView registry) {
    if (parameters.version().paysInTwoPhases()) {
      GameError error = close(registry);
      if (error != null) {
        return error;
      }
    }
    return bonds.claim(recipient, nowSeconds, registry.paused());
  }

  /** Decides how bonds are distributed, from 1.4.0 on. */
  public @Nullable GameError close(RegistryView registry) {
    if (bonds.mode() != Bonds.Mode.UNDECIDED) {
      return null;
    }
    if (registry.paused()) {
      return GameError.GAME_PAUSED;
    }
    if (resolvedAt == 0) {
      return GameError.GAME_NOT_RESOLVED;
    }
    if (!registry.finalized()) {
      return GameError.GAME_NOT_FINALIZED;
    }
    bonds.decide(registry.proper() ? Bonds.Mode.NORMAL : Bonds.Mode.REFUND);
    return null;
  }
}
