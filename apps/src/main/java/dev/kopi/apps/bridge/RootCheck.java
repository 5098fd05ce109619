package dev.kopi.apps.bridge;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Compares the root claims of dispute games with the output roots of the user's own L2 node.
 *
 * @param ownRoots the node's output root at a block; null when the node does not have the block
 */
record RootCheck(LongFunction<@Nullable Hash> ownRoots) {
  /** What the node says of a root claim. */
  enum Verdict {
    /** The node has the same root. */
    RIGHT,
    /** The node has another root. */
    WRONG,
    /** The node does not have the block. */
    UNKNOWN
  }

  /**
   * A root claim beside the node's root.
   *
   * @param words what it is, for a user
   */
  record Finding(Verdict verdict, String words) {}

  /** Compares the root claim of a game. */
  Finding of(Address game, Hash rootClaim, long l2Block) {
    Hash own = ownRoots.apply(l2Block);
    if (own == null) {
      return new Finding(
          Verdict.UNKNOWN,
          "dispute game %s is about L2 block %d, which the L2 node does not have"
              .formatted(game, l2Block));
    }
    if (own.equals(rootClaim)) {
      return new Finding(
          Verdict.RIGHT,
          "dispute game %s claims the L2 node's root of L2 block %d".formatted(game, l2Block));
    }
    return new Finding(
        Verdict.WRONG,
        "dispute game %s claims the root %s at L2 block %d, but the L2 node has %s"
            .formatted(game, rootClaim, l2Block, own));
  }
}
