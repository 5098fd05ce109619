package dev.kopi.core.execution.validation;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;

/**
 * The difficulty of a block of the proof-of-work era, which follows from its parent and its time
 * (Yellow Paper, 4.3.4).
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-2">EIP-2</a>
 * @see <a href="https://eips.ethereum.org/EIPS/eip-100">EIP-100</a>
 */
public final class Difficulty {
  private static final BigInteger MINIMUM = BigInteger.valueOf(131_072);
  private static final int ADJUSTMENT_BITS = 11;
  private static final long BOMB_PERIOD = 100_000;
  private static final long STEEPEST_FALL = -99;

  private Difficulty() {}

  /**
   * The difficulty of the child of {@code parent}.
   *
   * @param rules the child's rules
   * @param timestampSeconds the child's timestamp, not before the parent's
   */
  public static UInt256 next(Rules rules, Header parent, long timestampSeconds) {
    BigInteger before = parent.difficulty().toBigInteger();
    long seconds = timestampSeconds - parent.timestampSeconds();
    BigInteger step = before.shiftRight(ADJUSTMENT_BITS);
    BigInteger changed =
        before
            .add(step.multiply(BigInteger.valueOf(direction(rules, parent, seconds))))
            .max(MINIMUM);
    long number = Math.max(0, parent.number() + 1 - bombDelay(rules.fork()));
    long period = number / BOMB_PERIOD;
    if (period > 1) {
      changed = changed.add(BigInteger.ONE.shiftLeft((int) Math.min(256, period - 2)));
    }
    return UInt256.of(changed.max(MINIMUM).min(UInt256.MAX.toBigInteger()));
  }

  private static long direction(Rules rules, Header parent, long seconds) {
    if (rules.has(Fork.BYZANTIUM)) {
      boolean uncles = !parent.unclesHash().equals(Keccak256.EMPTY_LIST);
      return Math.max((uncles ? 2 : 1) - Long.divideUnsigned(seconds, 9), STEEPEST_FALL);
    }
    if (rules.has(Fork.HOMESTEAD)) {
      return Math.max(1 - Long.divideUnsigned(seconds, 10), STEEPEST_FALL);
    }
    return Long.compareUnsigned(seconds, 13) < 0 ? 1 : -1;
  }

  /** By how many blocks the forks delayed the difficulty bomb. */
  private static long bombDelay(Fork fork) {
    if (fork.atLeast(Fork.GRAY_GLACIER)) {
      return 11_400_000;
    }
    if (fork.atLeast(Fork.ARROW_GLACIER)) {
      return 10_700_000;
    }
    if (fork.atLeast(Fork.LONDON)) {
      return 9_700_000;
    }
    if (fork.atLeast(Fork.MUIR_GLACIER)) {
      return 9_000_000;
    }
    if (fork.atLeast(Fork.CONSTANTINOPLE)) {
      return 5_000_000;
    }
    return fork.atLeast(Fork.BYZANTIUM) ? 3_000_000 : 0;
  }
}
