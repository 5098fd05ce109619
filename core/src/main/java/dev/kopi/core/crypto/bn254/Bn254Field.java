package dev.kopi.core.crypto.bn254;

import dev.kopi.core.crypto.curve.Field256;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;

/** The base field, as curves over it ask for it. */
final class Bn254Field extends Field256 {
  static final Bn254Field INSTANCE = new Bn254Field();

  private static final long[] NUMBER_ONE = {1, 0, 0, 0};

  private final long[] square;

  private Bn254Field() {
    super(UInt256.ofWords(Fp.P3, Fp.P2, Fp.P1, Fp.P0));
    BigInteger p = modulus().toBigInteger();
    square = words(UInt256.of(BigInteger.ONE.shiftLeft(512).mod(p)));
  }

  @Override
  public long[] of(UInt256 value) {
    long[] r = words(value);
    multiply(r, r, square);
    return r;
  }

  @Override
  public UInt256 toWord(long[] a) {
    long[] r = new long[4];
    multiply(r, a, NUMBER_ONE);
    return UInt256.ofWords(r[3], r[2], r[1], r[0]);
  }

  @Override
  public void add(long[] r, long[] a, long[] b) {
    Fp.add(r, 0, a, 0, b, 0);
  }

  @Override
  public void subtract(long[] r, long[] a, long[] b) {
    Fp.subtract(r, 0, a, 0, b, 0);
  }

  @Override
  public void multiply(long[] r, long[] a, long[] b) {
    Fp.multiply(r, 0, a, 0, b, 0);
  }

  @Override
  public void square(long[] r, long[] a) {
    Fp.multiply(r, 0, a, 0, a, 0);
  }

  private static long[] words(UInt256 value) {
    return new long[] {value.word(3), value.word(2), value.word(1), value.word(0)};
  }
}
