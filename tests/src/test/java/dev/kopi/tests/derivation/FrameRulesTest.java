package dev.kopi.tests.derivation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameRulesTest {
  private static final ChannelId A = new ChannelId(1, 2);
  private static final ChannelId B = new ChannelId(3, 4);

  private static Bytes data(String version, Bytes... frames) {
    List<Bytes> parts = new ArrayList<>(List.of(Bytes.fromHex(version)));
    parts.addAll(List.of(frames));
    return Bytes.concat(parts.toArray(new Bytes[0]));
  }

  private static Frame frame(ChannelId id, int number, boolean last) {
    return new Frame(id, number, Bytes.fromHex("c0ffee"), last);
  }

  @Test
  void readsTheFramesOfSeveralChannels() {
    Frame first = frame(A, 0, true);
    Frame second = frame(B, 65_535, false);
    assertThat(Frame.parseAll(data("00", first.encode(), second.encode())))
        .containsExactly(first, second);
  }

  @Test
  void refusesDataOfAnotherVersion() {
    assertThatThrownBy(() -> Frame.parseAll(data("01", frame(A, 0, true).encode())))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void refusesDataWithoutFrames() {
    assertThatThrownBy(() -> Frame.parseAll(Bytes.EMPTY)).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> Frame.parseAll(data("00"))).isInstanceOf(DecodeException.class);
  }

  @Test
  void refusesAllFramesWhenOneIsMalformed() {
    Bytes good = frame(A, 0, false).encode();
    assertThatThrownBy(() -> Frame.parseAll(data("00", good, good.slice(0, good.size() - 1))))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void refusesAnEndMarkOtherThanZeroAndOne() {
    byte[] encoded = frame(A, 0, true).encode().toArray();
    encoded[encoded.length - 1] = 2;
    assertThatThrownBy(() -> Frame.parseAll(data("00", Bytes.wrap(encoded))))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void refusesAFrameOfMoreThanAMillionBytes() {
    Frame largest = new Frame(A, 0, Bytes.wrap(new byte[1_000_000]), true);
    assertThat(Frame.parseAll(data("00", largest.encode()))).containsExactly(largest);
    Frame larger = new Frame(A, 0, Bytes.wrap(new byte[1_000_001]), true);
    assertThatThrownBy(() -> Frame.parseAll(data("00", larger.encode())))
        .isInstanceOf(DecodeException.class);
  }
}
