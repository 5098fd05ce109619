package dev.kopi.core.dispute.games;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.model.DisputeGame;
import dev.kopi.core.dispute.model.Proposal;
import dev.kopi.core.dispute.rules.GameParameters;
import dev.kopi.core.dispute.rules.GameVersion;
import dev.kopi.core.dispute.rules.LocalContext;
import dev.kopi.core.dispute.solver.BlockNumberProof;
import dev.kopi.core.dispute.solver.GameTrace;
import dev.kopi.core.dispute.solver.OutputTrace;
import dev.kopi.core.dispute.solver.SplitTrace;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A chain, a proposal about it, right or wrong, and the game about that. */
final class World {
  static final long BOND_DELAY = 50;
  static final UInt256 ROOT_BOND = UInt256.of(80_000_000_000_000_000L);
  static final Address PROPOSER = address(1);
  private static final long ANCHOR = 1000;

  final boolean rootIsRight;
  final GameParameters parameters;
  final DisputeGame game;
  final GameTrace truth;
  final Programs programs;
  private final long claimed;
  private long now = 1_700_000_000;

  World(SplittableRandom random) {
    int maxDepth = random.nextInt(4, 9);
    int splitDepth = random.nextInt(2, maxDepth - 1);
    rootIsRight = random.nextBoolean();
    claimed = ANCHOR + random.nextLong(1, (1L << splitDepth) + 1);
    parameters =
        new GameParameters(
            random.nextInt(3) == 0 ? GameVersion.V1_4 : GameVersion.V1_3,
            Programs.ABSOLUTE_PRESTATE_CLAIM,
            maxDepth,
            splitDepth,
            10,
            600,
            20);
    Hash root = rootIsRight ? output(claimed) : Keccak256.hash(new byte[] {1, 2, 3});
    programs = new Programs(maxDepth - splitDepth - 1, this::follows);
    game =
        new DisputeGame(
            parameters,
            new Proposal(
                root,
                UInt256.of(claimed),
                PROPOSER,
                ROOT_BOND,
                output(ANCHOR),
                UInt256.of(ANCHOR),
                Hash.ZERO,
                UInt256.of(901)),
            BOND_DELAY,
            programs,
            now);
    truth =
        new SplitTrace(
            outputs(),
            splitDepth,
            (starting, disputed, depth) -> programs.of(context(starting, disputed)));
  }

  static Address address(int number) {
    return Address.fromWord(UInt256.of(0xaa00 + number));
  }

  private static Hash output(long block) {
    return Keccak256.hash(UInt256.of(block).toArray());
  }

  private OutputTrace outputs() {
    return new OutputTrace() {
      @Override
      public Hash value(Position position) {
        long index = position.traceIndex(parameters.splitDepth()).toLongExact();
        return output(Math.min(ANCHOR + index + 1, claimed));
      }

      @Override
      public @Nullable BlockNumberProof wrongBlockNumber() {
        return null;
      }
    };
  }

  private LocalContext context(@Nullable Claim starting, Claim disputed) {
    return new LocalContext(
        starting == null ? output(ANCHOR) : starting.value(),
        starting == null ? Position.NONE : starting.position(),
        disputed.value(),
        disputed.position());
  }

  /** What the program finds: runs from the starting output to the block of the disputed one. */
  private boolean follows(LocalContext outputs) {
    long end = game.disputedBlock(outputs).toLongExact();
    for (long block = ANCHOR; block <= end; block++) {
      if (output(block).equals(outputs.starting())) {
        return outputs.disputed().equals(output(end));
      }
    }
    return false;
  }

  long now() {
    return now;
  }

  void pass(long seconds) {
    now += seconds;
  }

  /** Makes the program of a claim known to the machine, as deploying it would. */
  void prepareStep(int claim) {
    programs.of(game.outputs(claim));
  }
}
