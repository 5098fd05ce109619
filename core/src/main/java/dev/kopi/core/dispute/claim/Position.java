package dev.kopi.core.dispute.claim;

import dev.kopi.core.primitives.UInt256;

/**
 * A position in the tree of a dispute game: the generalized index 2^depth + index at that depth, an
 * unsigned number of 128 bits.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 * @see <a
 *     href="https://specs.optimism.io/fault-proof/stage-one/fault-dispute-game.html#position">Position</a>
 */
public record Position(long high, long low) implements Comparable<Position> {
  /** The position of the root claim. */
  public static final Position ROOT = new Position(0, 1);

  /** No position: what the contract gives to the starting output of the first block. */
  public static final Position NONE = new Position(0, 0);

  /** The position with this generalized index. */
  public static Position of(long index) {
    return new Position(0, index);
  }

  /** The position with this generalized index, of which the lower 128 bits count. */
  public static Position of(UInt256 index) {
    return new Position(index.word(2), index.word(3));
  }

  /** The generalized index. */
  public UInt256 toUInt256() {
    return UInt256.ofWords(0, 0, high, low);
  }

  /** The depth: 0 for the root. */
  public int depth() {
    return high == 0
        ? Math.max(0, 63 - Long.numberOfLeadingZeros(low))
        : 127 - Long.numberOfLeadingZeros(high);
  }

  /** Whether this is the position of the root claim. */
  public boolean isRoot() {
    return high == 0 && low == 1;
  }

  /** The index among the positions of the same depth. */
  public UInt256 indexAtDepth() {
    return toUInt256().subtract(new Position(0, 1).shiftLeft(depth()).toUInt256());
  }

  /** The position of an attack on a claim at this position. */
  public Position attack() {
    return shiftLeft(1);
  }

  /** The position of a defense of a claim at this position. */
  public Position defend() {
    return new Position(high, low | 1).shiftLeft(1);
  }

  /** The position of an attack or a defense. */
  public Position move(boolean attack) {
    return attack ? attack() : defend();
  }

  /** The position above. */
  public Position parent() {
    return shiftRight(1);
  }

  /** The position whose generalized index is one more. */
  public Position next() {
    long next = low + 1;
    return new Position(next == 0 ? high + 1 : high, next);
  }

  /** The position whose generalized index is one less. */
  public Position previous() {
    return new Position(low == 0 ? high - 1 : high, low - 1);
  }

  /** The deepest position below that commits to the same part of the trace. */
  public Position rightmost(int maxDepth) {
    int levels = maxDepth - depth();
    if (levels < 0) {
      throw new IllegalArgumentException(this + " is below depth " + maxDepth);
    }
    Position shifted = shiftLeft(levels);
    return levels < 64
        ? new Position(shifted.high, shifted.low | ((1L << levels) - 1))
        : new Position(shifted.high | ((1L << (levels - 64)) - 1), -1);
  }

  /** The index in a trace of 2^maxDepth states that a claim here commits to. */
  public UInt256 traceIndex(int maxDepth) {
    return rightmost(maxDepth).indexAtDepth();
  }

  /** Compares the trace indices at a depth that both positions are above. */
  public int compareTraceIndex(Position other, int maxDepth) {
    return rightmost(maxDepth).compareTo(other.rightmost(maxDepth));
  }

  /** The highest position that commits to the same trace index. */
  public Position traceAncestor() {
    int ones =
        low == -1 ? 64 + Long.numberOfTrailingZeros(~high) : Long.numberOfTrailingZeros(~low);
    Position ancestor = shiftRight(ones);
    return ancestor.equals(NONE) ? ROOT : ancestor;
  }

  /**
   * The highest position below a depth that commits to the same trace index.
   *
   * @param bound a depth above this position
   */
  public Position traceAncestorBelow(int bound) {
    if (depth() <= bound) {
      throw new IllegalArgumentException(this + " is not below depth " + bound);
    }
    Position ancestor = traceAncestor();
    return ancestor.depth() <= bound ? ancestor.rightmost(bound + 1) : ancestor;
  }

  /** The position in the tree whose root is the ancestor at a depth. */
  public Position relativeTo(int ancestorDepth) {
    int levels = depth() - ancestorDepth;
    if (levels < 0) {
      throw new IllegalArgumentException(this + " is above depth " + ancestorDepth);
    }
    Position top = ROOT.shiftLeft(levels);
    return levels < 64
        ? new Position(0, low & ((1L << levels) - 1) | top.low)
        : new Position(high & ((1L << (levels - 64)) - 1) | top.high, low);
  }

  private Position shiftLeft(int bits) {
    if (bits == 0) {
      return this;
    }
    return bits < 64
        ? new Position(high << bits | low >>> (64 - bits), low << bits)
        : new Position(bits < 128 ? low << (bits - 64) : 0, 0);
  }

  private Position shiftRight(int bits) {
    if (bits == 0) {
      return this;
    }
    return bits < 64
        ? new Position(high >>> bits, low >>> bits | high << (64 - bits))
        : new Position(0, bits < 128 ? high >>> (bits - 64) : 0);
  }

  @Override
  public int compareTo(Position other) {
    int order = Long.compareUnsigned(high, other.high);
    return order != 0 ? order : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    return toUInt256().toString();
  }
}
