package dev.kopi.core.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hex;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnappyBlockTest {
  private static byte[] roundTrip(byte[] in) {
    return SnappyBlock.decode(SnappyBlock.encode(in), in.length);
  }

  @Test
  void returnsWhatWasCompressed() {
    Random random = new Random(7);
    for (int size : new int[] {0, 1, 3, 4, 59, 60, 61, 300, 65_535, 65_536, 65_537, 200_000}) {
      for (int letters : new int[] {1, 2, 16, 256}) {
        byte[] in = new byte[size];
        for (int i = 0; i < size; i++) {
          in[i] = (byte) random.nextInt(letters);
        }
        assertThat(roundTrip(in)).isEqualTo(in);
      }
    }
  }

  @Test
  void compressesWhatRepeats() {
    byte[] in = "the same words again and again. ".repeat(1000).getBytes(StandardCharsets.UTF_8);
    assertThat(SnappyBlock.encode(in).length).isLessThan(in.length / 15);
  }

  @Test
  void refusesALengthAboveTheLimitBeforeItTakesMemory() {
    byte[] bomb = Hex.decode("ffffffff0f00");
    assertThat(SnappyBlock.statedLength(bomb, 0, bomb.length)).isEqualTo(0xffffffffL);
    assertThatThrownBy(() -> SnappyBlock.decode(bomb, 10 << 20))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void refusesALengthThatTheDataCannotMake() {
    byte[] liar = Hex.decode("808080040000");
    assertThatThrownBy(() -> SnappyBlock.decode(liar, 10 << 20))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void refusesACopyFromBeforeTheStart() {
    assertThatThrownBy(() -> SnappyBlock.decode(Hex.decode("0800610902"), 100))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void readsALengthWithMoreBytesThanNeeded() {
    assertThat(SnappyBlock.decode(Hex.decode("8180000061"), 1)).isEqualTo(new byte[] {'a'});
  }
}
