package dev.kopi.core.state;

import dev.kopi.core.platform.WideMath;

/**
 * A seeded hash for keys that users choose. The seed makes collisions unpredictable; results do not
 * depend on it.
 */
final class Mix {
  private static final long A = 0xa0761d6478bd642fL;
  private static final long B = 0xe7037ed1a0b428dbL;

  private Mix() {}

  static int hash(long seed, long w0, long w1, long w2, long w3) {
    long first = fold(w0 ^ seed, w1 ^ A);
    return (int) fold(w2 ^ first, w3 ^ seed ^ B);
  }

  private static long fold(long x, long y) {
    return WideMath.multiplyHigh(x, y) ^ (x * y);
  }
}
