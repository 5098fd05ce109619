package dev.kopi.core.execution.fee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Bytes;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FastLzTest {
  /** What op-geth answers in all for these inputs. */
  private static final long REFERENCE_TOTAL = 4362671;

  @Test
  void agreesWithReferenceOnSeededInputs() {
    Random random = new Random(1);
    long total = 0;
    for (int i = 0; i < 4000; i++) {
      byte[] input = new byte[i < 64 ? i : random.nextInt(3000)];
      int kinds = 1 + random.nextInt(1 + random.nextInt(255));
      for (int j = 0; j < input.length; j++) {
        input[j] = (byte) random.nextInt(kinds);
      }
      if (i % 7 == 0) {
        Arrays.fill(input, (byte) 7);
      }
      if (i % 5 == 0 && input.length > 40) {
        System.arraycopy(input, 0, input, input.length / 2, input.length / 2);
      }
      total += FastLz.compressedSize(Bytes.wrap(input));
    }
    assertThat(total).isEqualTo(REFERENCE_TOTAL);
  }

  @Test
  void smallTransactionsCountAsOneHundredBytes() {
    assertThat(DataSize.inBytes(Bytes.wrap(new byte[100]))).isEqualTo(100);
    assertThat(DataSize.inBytes(Bytes.EMPTY)).isEqualTo(100);
  }
}
