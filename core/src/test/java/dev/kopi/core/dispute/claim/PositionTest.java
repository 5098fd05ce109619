package dev.kopi.core.dispute.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Positions against the same arithmetic on big integers. */
class PositionTest {
  private static BigInteger big(Position position) {
    return position.toUInt256().toBigInteger();
  }

  private static Position random(SplittableRandom random, int depth) {
    BigInteger index = new BigInteger(130, new java.util.Random(random.nextLong()));
    BigInteger top = BigInteger.ONE.shiftLeft(depth);
    return Position.of(UInt256.of(index.mod(top).add(top)));
  }

  @Test
  void movesAndTraceIndicesAreThoseOfTheGeneralizedIndex() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 20_000; i++) {
      int depth = random.nextInt(0, 126);
      int maxDepth = random.nextInt(depth, 127);
      Position position = random(random, depth);
      BigInteger g = big(position);
      assertThat(position.depth()).isEqualTo(depth);
      assertThat(big(position.attack())).isEqualTo(g.shiftLeft(1));
      assertThat(big(position.defend())).isEqualTo(g.setBit(0).shiftLeft(1));
      assertThat(big(position.next())).isEqualTo(g.add(BigInteger.ONE));
      assertThat(position.next().previous()).isEqualTo(position);
      BigInteger ones = BigInteger.ONE.shiftLeft(maxDepth - depth).subtract(BigInteger.ONE);
      BigInteger right = g.shiftLeft(maxDepth - depth).or(ones);
      assertThat(big(position.rightmost(maxDepth))).isEqualTo(right);
      assertThat(position.traceIndex(maxDepth).toBigInteger()).isEqualTo(right.clearBit(maxDepth));
      int above = random.nextInt(0, depth + 1);
      assertThat(big(position.relativeTo(above)))
          .isEqualTo(g.mod(BigInteger.ONE.shiftLeft(depth - above)).setBit(depth - above));
    }
  }

  @Test
  void theTraceAncestorIsTheHighestThatCommitsToTheSameState() {
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 20_000; i++) {
      int depth = random.nextInt(1, 127);
      Position position =
          random.nextBoolean()
              ? random(random, depth)
              : random(random, random.nextInt(1, depth + 1)).rightmost(depth);
      int bound = random.nextInt(0, depth);
      Position highest = position;
      Position highestBelow = position;
      for (Position p = position; p.depth() > 0; p = p.parent()) {
        if (p.parent().rightmost(depth).equals(position)) {
          highest = p.parent();
          highestBelow = p.parent().depth() > bound ? p.parent() : highestBelow;
        }
      }
      assertThat(position.traceAncestor()).isEqualTo(highest);
      assertThat(position.traceAncestorBelow(bound)).isEqualTo(highestBelow);
    }
    assertThatThrownBy(() -> Position.of(4).traceAncestorBelow(2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyPositionOfAMoveIsEven() {
    SplittableRandom random = new SplittableRandom(9);
    Position position = Position.ROOT;
    for (int depth = 1; depth < 126; depth++) {
      position = position.move(position.isRoot() || random.nextBoolean());
      assertThat(position.depth()).isEqualTo(depth);
      assertThat(big(position).testBit(0)).isFalse();
    }
  }
}
