package dev.kopi.core.batcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.primitives.Bytes;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BlobEncodingTest {
  @Test
  void everyLengthComesBackAndLeavesTheTopBitsOfElementsFree() {
    SplittableRandom random = new SplittableRandom(7);
    for (int length :
        new int[] {0, 1, 26, 27, 28, 58, 59, 60, 123, 124, 127, 4096, 130_043, 130_044}) {
      byte[] data = new byte[length];
      random.nextBytes(data);
      byte[] blob = BlobEncoding.encode(Bytes.wrap(data));
      assertThat(blob).hasSize(Kzg.BLOB_BYTES);
      for (int i = 0; i < blob.length; i += 32) {
        assertThat(blob[i] & 0xc0).isZero();
      }
      assertThat(decode(blob)).isEqualTo(data);
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> BlobEncoding.encode(Bytes.wrap(new byte[BlobEncoding.MAX_DATA + 1])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /**
   * The specification's text turned around: each element's 31 bytes, then the three spread ones.
   */
  private static byte[] decode(byte[] blob) {
    int length = (blob[2] & 0xff) << 16 | (blob[3] & 0xff) << 8 | (blob[4] & 0xff);
    byte[] all = new byte[127 * 1024];
    for (int round = 0; round < 1024; round++) {
      int in = round * 128;
      int out = round * 127;
      int a = blob[in];
      int b = blob[in + 32];
      int c = blob[in + 64];
      int d = blob[in + 96];
      System.arraycopy(blob, in + 1, all, out, 31);
      all[out + 31] = (byte) (a | (b & 0x30) << 2);
      System.arraycopy(blob, in + 33, all, out + 32, 31);
      all[out + 63] = (byte) ((b & 0x0f) | (d & 0x0f) << 4);
      System.arraycopy(blob, in + 65, all, out + 64, 31);
      all[out + 95] = (byte) (c | (d & 0x30) << 2);
      System.arraycopy(blob, in + 97, all, out + 96, 31);
    }
    return java.util.Arrays.copyOfRange(all, 4, 4 + length);
  }
}
