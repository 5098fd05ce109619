package dev.kopi.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the JDK provides and its plain twins give the same, and the right, results. */
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
      assertThat(PlainWideMath.multiplyHigh(x, y)).isEqualTo(unsigned);
      assertThat(WideMath.multiplyHighSigned(x, y)).isEqualTo(signed);
      assertThat(PlainWideMath.multiplyHighSigned(x, y)).isEqualTo(signed);
    }
  }

  @Test
  void readAndWriteWords() {
    Random random = new Random(41);
    byte[] bytes = new byte[40];
    byte[] twin = new byte[40];
    for (int i = 0; i < 2000; i++) {
      random.nextBytes(bytes);
      int at = random.nextInt(33);
      long expected = new BigInteger(bytes, at, 8).longValue();
      assertThat(BigEndian.getLong(bytes, at)).isEqualTo(expected);
      assertThat(PlainBigEndian.getLong(bytes, at)).isEqualTo(expected);
      assertThat(BigEndian.getInt(bytes, at)).isEqualTo((int) (expected >>> 32));
      assertThat(PlainBigEndian.getInt(bytes, at)).isEqualTo((int) (expected >>> 32));
      System.arraycopy(bytes, 0, twin, 0, bytes.length);
      long value = random.nextLong();
      BigEndian.putLong(bytes, at, value);
      PlainBigEndian.putLong(twin, at, value);
      assertThat(twin).isEqualTo(bytes);
      assertThat(BigEndian.getLong(twin, at)).isEqualTo(value);
      LittleEndian.putLong(bytes, at, value);
      PlainLittleEndian.putLong(twin, at, value);
      assertThat(twin).isEqualTo(bytes);
      assertThat(BigEndian.getLong(twin, at)).isEqualTo(Long.reverseBytes(value));
      assertThat(LittleEndian.getLong(twin, at)).isEqualTo(value);
      assertThat(PlainLittleEndian.getLong(twin, at)).isEqualTo(value);
      BigEndian.putInt(bytes, at, (int) value);
      PlainBigEndian.putInt(twin, at, (int) value);
      assertThat(twin).isEqualTo(bytes);
    }
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }
}
