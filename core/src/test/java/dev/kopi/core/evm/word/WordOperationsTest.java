package dev.kopi.core.evm.word;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import java.util.Random;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/** Every operation on words against the same one on big integers, for many words of every width. */
class WordOperationsTest {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);
  private static final int ROUNDS = 20_000;

  private final Random random = new Random(42);
  private final long[] s = new long[16];
  private final WordDivision division = new WordDivision();

  /** An operation on the stack. */
  private interface OnStack {
    void run(long[] words, int sp);
  }

  @Test
  void addsAndSubtracts() {
    agree(Arithmetic::add, BigInteger::add);
    agree(Arithmetic::sub, BigInteger::subtract);
  }

  @Test
  void multiplies() {
    agree(WordMultiplication::mul, BigInteger::multiply);
  }

  @Test
  void divides() {
    agree(division::div, (a, b) -> b.signum() == 0 ? b : a.divide(b));
    agree(division::mod, (a, b) -> b.signum() == 0 ? b : a.mod(b));
  }

  @Test
  void dividesSigned() {
    agree(division::sdiv, signed((a, b) -> b.signum() == 0 ? b : a.divide(b)));
    agree(division::smod, signed((a, b) -> b.signum() == 0 ? b : a.remainder(b)));
  }

  @Test
  void addsAndMultipliesModulo() {
    for (int i = 0; i < ROUNDS; i++) {
      BigInteger a = word();
      BigInteger b = word();
      BigInteger m = word();
      put(0, m);
      put(4, b);
      put(8, a);
      division.addMod(s, 12);
      assertThat(get(0)).isEqualTo(m.signum() == 0 ? m : a.add(b).mod(m));
      put(0, m);
      put(4, b);
      put(8, a);
      division.mulMod(s, 12);
      assertThat(get(0)).isEqualTo(m.signum() == 0 ? m : a.multiply(b).mod(m));
    }
  }

  @Test
  void raisesToPowers() {
    long[] scratch = new long[8];
    agree(
        (words, sp) -> WordMultiplication.exp(words, sp, scratch), (a, b) -> a.modPow(b, MODULUS));
  }

  @Test
  void compares() {
    agree(Arithmetic::lt, (a, b) -> truth(a.compareTo(b) < 0));
    agree(Arithmetic::gt, (a, b) -> truth(a.compareTo(b) > 0));
    agree(Arithmetic::eq, (a, b) -> truth(a.equals(b)));
    agree(Arithmetic::slt, signed((a, b) -> truth(a.compareTo(b) < 0)));
    agree(Arithmetic::sgt, signed((a, b) -> truth(a.compareTo(b) > 0)));
  }

  @Test
  void combinesBits() {
    agree(Bitwise::and, BigInteger::and);
    agree(Bitwise::or, BigInteger::or);
    agree(Bitwise::xor, BigInteger::xor);
  }

  @Test
  void shifts() {
    agree(Bitwise::shl, (a, b) -> wide(a) ? BigInteger.ZERO : b.shiftLeft(a.intValue()));
    agree(Bitwise::shr, (a, b) -> wide(a) ? BigInteger.ZERO : b.shiftRight(a.intValue()));
    agree(Bitwise::sar, (a, b) -> toSigned(b).shiftRight(wide(a) ? 256 : a.intValue()));
  }

  @Test
  void picksBytesAndExtendsSigns() {
    agree(
        Bitwise::byteAt,
        (a, b) ->
            a.compareTo(BigInteger.valueOf(32)) >= 0
                ? BigInteger.ZERO
                : b.shiftRight(8 * (31 - a.intValue())).and(BigInteger.valueOf(255)));
    agree(Arithmetic::signExtend, WordOperationsTest::signExtended);
  }

  @Test
  void countsLeadingZeros() {
    for (int i = 0; i < ROUNDS; i++) {
      BigInteger a = word();
      put(0, a);
      Bitwise.clz(s, 4);
      assertThat(get(0)).isEqualTo(BigInteger.valueOf(256 - a.bitLength()));
    }
  }

  private static BigInteger signExtended(BigInteger index, BigInteger word) {
    if (index.compareTo(BigInteger.valueOf(31)) >= 0) {
      return word;
    }
    int bits = 8 * (index.intValue() + 1);
    BigInteger low = word.mod(BigInteger.ONE.shiftLeft(bits));
    return low.testBit(bits - 1) ? low.subtract(BigInteger.ONE.shiftLeft(bits)) : low;
  }

  private static boolean wide(BigInteger shift) {
    return shift.compareTo(BigInteger.valueOf(256)) >= 0;
  }

  private static BigInteger truth(boolean value) {
    return value ? BigInteger.ONE : BigInteger.ZERO;
  }

  private static BigInteger toSigned(BigInteger word) {
    return word.testBit(255) ? word.subtract(MODULUS) : word;
  }

  private static BinaryOperator<BigInteger> signed(BinaryOperator<BigInteger> operation) {
    return (a, b) -> operation.apply(toSigned(a), toSigned(b));
  }

  /** Runs an operation whose first operand is on top. */
  private void agree(OnStack operation, BinaryOperator<BigInteger> expected) {
    for (int i = 0; i < ROUNDS; i++) {
      BigInteger a = word();
      BigInteger b = i % 7 == 0 ? a : word();
      put(0, b);
      put(4, a);
      operation.run(s, 8);
      assertThat(get(0)).as("%s, %s", a, b).isEqualTo(expected.apply(a, b).mod(MODULUS));
    }
  }

  /** A word of any width; its longs are often all zeros or all ones. */
  private BigInteger word() {
    BigInteger word = BigInteger.ZERO;
    for (int i = 0; i < 4; i++) {
      long part =
          switch (random.nextInt(6)) {
            case 0 -> 0L;
            case 1 -> -1L;
            case 2 -> random.nextInt(300);
            case 3 -> 1L << random.nextInt(64);
            default -> random.nextLong();
          };
      word = word.shiftLeft(64).or(UInt256.of(part).toBigInteger());
    }
    return word.shiftRight(64 * random.nextInt(4));
  }

  private void put(int at, BigInteger value) {
    UInt256 word = UInt256.of(value);
    for (int i = 0; i < 4; i++) {
      s[at + i] = word.word(i);
    }
  }

  private BigInteger get(int at) {
    return UInt256.ofWords(s[at], s[at + 1], s[at + 2], s[at + 3]).toBigInteger();
  }
}
