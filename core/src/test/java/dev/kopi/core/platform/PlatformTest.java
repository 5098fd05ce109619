package dev.kopi.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the platform provides, against BigInteger. */
class PlainTwinsTest {
  private static final long[] EDGES = {
    0, 1, 2, -1, -2, Long.MIN_VALUE, Long.MAX_VALUE, 0xffffffffL, 1L << 32, -1L << 32
  };

  @Test
  void multiplyWide() {
    Random random = new Random(40);
    for (int i = 0; i < 20_000; i++) {
      long x = i < 100 ? EDGES[i / 10] : random.nextLong() >> random.nextInt(64);
      long y = i < 100 ? EDGES[i % 10] : random.nextLong() >> random.nextInt(64);
      long unsigned = unsigned(x).multiply(unsigned(y)).shiftRight(64).longValue();
      long signed =
          BigInteger.valueOf(x).multiply(BigInteger.valueOf(y)).shiftRight(64).longValue();
      assertThat(WideMath.multiplyHigh(x, y)).isEqualTo(unsigned);
      assertThat(WideMath.multiplyHighSigned(x, y)).isEqualTo(signed);
    }
  }

  @Test
  void readAndWriteWords() {
    Random random = new Random(41);
    byte[] bytes = new byte[40];
    for (int i = 0; i < 2000; i++) {
      random.nextBytes(bytes);
      int at = random.nextInt(33);
      long expected = new BigInteger(bytes, at, 8).longValue();
      assertThat(BigEndian.getLong(bytes, at)).isEqualTo(expected);
      assertThat(BigEndian.getInt(bytes, at)).isEqualTo((int) (expected >>> 32));
      assertThat(LittleEndian.getLong(bytes, at)).isEqualTo(Long.reverseBytes(expected));
      long value = random.nextLong();
      BigEndian.putLong(bytes, at, value);
      assertThat(new BigInteger(bytes, at, 8).longValue()).isEqualTo(value);
      LittleEndian.putLong(bytes, at, value);
      assertThat(new BigInteger(bytes, at, 8).longValue()).isEqualTo(Long.reverseBytes(value));
      BigEndian.putInt(bytes, at, (int) value);
      assertThat(new BigInteger(bytes, at, 4).intValue()).isEqualTo((int) value);
    }
  }

  @Test
  void ordersBytesAsNumbersFrom0To255() {
    byte[] low = {1, 127};
    byte[] high = {1, (byte) 128};
    assertThat(ByteArrays.compareUnsigned(low, high)).isNegative();
    assertThat(ByteArrays.compareUnsigned(high, low)).isPositive();
    assertThat(ByteArrays.compareUnsigned(low, new byte[] {1})).isPositive();
    assertThat(ByteArrays.compareUnsigned(low, low.clone())).isZero();
    assertThat(ByteArrays.compareUnsigned(low, high, 0, 1)).isZero();
    assertThat(ByteArrays.compareUnsigned(low, high, 1, 2)).isNegative();
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }
}
