package dev.kopi.services.challenger.trace;

import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.solver.BlockNumberProof;
import dev.kopi.core.dispute.solver.OutputTrace;
import dev.kopi.core.dispute.solver.TraceException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.OutputRoot;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The output roots of a game. A root is right as far as the game's L1 head proves it: past the
 * block that was safe then, the right answer is the root of that block.
 */
final class RollupOutputTrace implements OutputTrace {
  private final GameFacts game;
  private final RollupSource source;
  private final Map<Long, OutputRoot> known = new ConcurrentHashMap<>();
  private volatile @Nullable Long provenBlock;

  RollupOutputTrace(GameFacts game, RollupSource source) {
    this.game = game;
    this.source = source;
  }

  /** The block that a claim at a position is about, down to the split depth. */
  long claimedBlock(Position position) {
    UInt256 start = game.proposal().anchorBlock();
    UInt256 claimed = game.proposal().l2Block();
    UInt256 index = position.traceIndex(game.parameters().splitDepth());
    UInt256 block = start.add(index).add(UInt256.ONE);
    return (block.compareTo(claimed) < 0 ? block : claimed).toLongSaturated();
  }

  /** The newest block that the game's L1 head proves. */
  private long provenBlock() {
    Long proven = provenBlock;
    if (proven == null) {
      long l1Head = source.l1Number(game.proposal().l1Head());
      long derived = source.currentL1();
      if (derived <= l1Head) {
        throw new TraceException(
            "the rollup node is at L1 block "
                + derived
                + ", the game needs what follows "
                + l1Head);
      }
      proven = source.safeHeadAt(l1Head);
      provenBlock = proven;
    }
    return proven;
  }

  private long honestBlock(Position position) {
    return Math.min(claimedBlock(position), provenBlock());
  }

  OutputRoot output(long block) {
    OutputRoot root = known.get(block);
    if (root == null) {
      root = source.output(block);
      known.put(block, root);
    }
    return root;
  }

  @Override
  public Hash value(Position position) {
    return output(honestBlock(position)).hash();
  }

  @Override
  public @Nullable BlockNumberProof wrongBlockNumber() {
    long honest = honestBlock(Position.ROOT);
    return honest == claimedBlock(Position.ROOT)
        ? null
        : new BlockNumberProof(output(honest), source.l2Header(honest));
  }
}
