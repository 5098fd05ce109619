package dev.kopi.core.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The examples of the ABI specification, and what a reader must refuse. */
class AbiTest {
  private static String words(String... words) {
    return String.join("", words);
  }

  private static String word(String end) {
    return "0".repeat(64 - end.length()) + end;
  }

  private static String left(String start) {
    return start + "0".repeat(64 - start.length());
  }

  @Test
  void encodesNumbersAndBooleans() {
    assertThat(AbiEncoder.call("baz(uint32,bool)", AbiValue.of(69), AbiValue.of(true)).toHex())
        .isEqualTo("0xcdcd77c0" + word("45") + word("1"));
  }

  @Test
  void encodesFixedArraysInPlace() {
    AbiValue pair =
        AbiValue.tuple(
            AbiValue.of(Hash.fromHex(left("616263"))), AbiValue.of(Hash.fromHex(left("646566"))));
    assertThat(AbiEncoder.call("bar(bytes3[2])", pair).toHex())
        .isEqualTo("0xfce353f6" + left("616263") + left("646566"));
  }

  @Test
  void encodesDynamicBytesAndArraysBehindOffsets() {
    Bytes call =
        AbiEncoder.call(
            "sam(bytes,bool,uint256[])",
            AbiValue.of(Bytes.fromHex("64617665")),
            AbiValue.of(true),
            AbiValue.array(List.of(AbiValue.of(1), AbiValue.of(2), AbiValue.of(3))));
    assertThat(call.toHex())
        .isEqualTo(
            "0xa5643bf2"
                + words(word("60"), word("1"), word("a0"), word("4"), left("64617665"))
                + words(word("3"), word("1"), word("2"), word("3")));
  }

  @Test
  void encodesNestedDynamicArrays() {
    Bytes call =
        AbiEncoder.call(
            "g(uint256[][],string[])",
            AbiValue.array(
                List.of(
                    AbiValue.array(List.of(AbiValue.of(1), AbiValue.of(2))),
                    AbiValue.array(List.of(AbiValue.of(3))))),
            AbiValue.array(List.of(AbiValue.of("one"), AbiValue.of("two"), AbiValue.of("three"))));
    assertThat(call.toHex())
        .isEqualTo(
            "0x2289b18c"
                + words(word("40"), word("140"), word("2"), word("40"), word("a0"))
                + words(word("2"), word("1"), word("2"), word("1"), word("3"))
                + words(word("3"), word("60"), word("a0"), word("e0"))
                + words(word("3"), left("6f6e65"), word("3"), left("74776f"))
                + words(word("5"), left("7468726565")));
  }

  @Test
  void putsADynamicTupleBehindAnOffsetAndAStaticOneInPlace() {
    AbiValue stat = AbiValue.tuple(AbiValue.of(7), AbiValue.of(8));
    AbiValue dynamic = AbiValue.tuple(AbiValue.of("x"), AbiValue.of(9));
    assertThat(AbiEncoder.encode(dynamic, stat).toHex())
        .isEqualTo(
            "0x"
                + words(word("60"), word("7"), word("8"))
                + words(word("40"), word("9"), word("1"), left("78")));
  }

  @Test
  void readsWhatItWrote() {
    Address address = Address.fromHex("0x00000000000000000000000000000000000000ff");
    Bytes text = Bytes.fromHex("00112233");
    AbiReader in =
        AbiReader.of(
            AbiEncoder.encode(
                AbiValue.of(address),
                AbiValue.of(text),
                AbiValue.array(
                    List.of(
                        AbiValue.tuple(AbiValue.of(5), AbiValue.of(Bytes.fromHex("aa"))),
                        AbiValue.tuple(AbiValue.of(6), AbiValue.of(Bytes.EMPTY)))),
                AbiValue.of(true)));
    assertThat(in.address(0)).isEqualTo(address);
    assertThat(in.bytes(1)).isEqualTo(text);
    AbiReader.Elements elements = in.array(2);
    assertThat(elements.length()).isEqualTo(2);
    assertThat(elements.reader().tuple(0).number(0)).isEqualTo(5);
    assertThat(elements.reader().tuple(0).bytes(1)).isEqualTo(Bytes.fromHex("aa"));
    assertThat(elements.reader().tuple(1).number(0)).isEqualTo(6);
    assertThat(in.bool(3)).isTrue();
  }

  @Test
  void refusesOffsetsAndLengthsBehindTheData() {
    Bytes offsetTooFar = AbiEncoder.encode(AbiValue.of(33));
    assertThatThrownBy(() -> AbiReader.of(offsetTooFar).bytes(0))
        .isInstanceOf(DecodeException.class);
    Bytes lengthTooLong =
        AbiEncoder.encode(AbiValue.of(32), AbiValue.of(33), AbiValue.of(UInt256.MAX));
    assertThatThrownBy(() -> AbiReader.of(lengthTooLong).bytes(0))
        .isInstanceOf(DecodeException.class);
    Bytes hugeArray = AbiEncoder.encode(AbiValue.of(32), AbiValue.of(1L << 30));
    assertThatThrownBy(() -> AbiReader.of(hugeArray).array(0)).isInstanceOf(DecodeException.class);
    Bytes hugeOffset = AbiEncoder.encode(AbiValue.of(UInt256.MAX), AbiValue.of(1));
    assertThatThrownBy(() -> AbiReader.of(hugeOffset).tuple(0)).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> AbiReader.of(hugeOffset).address(0))
        .isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> AbiReader.of(Bytes.EMPTY).word(0)).isInstanceOf(DecodeException.class);
  }

  @Test
  void answersEveryGarbageWithAValueOrADecodeException() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      if (random.nextBoolean()) {
        for (int at = 31; at < bytes.length; at += 32) {
          bytes[at] = (byte) random.nextInt(250);
        }
      } else {
        random.nextBytes(bytes);
      }
      AbiReader in = AbiReader.of(Bytes.wrap(bytes));
      int position = random.nextInt(5);
      try {
        assertThat(in.bytes(position).size()).isLessThan(200);
        assertThat(in.array(position).length()).isLessThan(7);
        assertThat(in.tuple(position).word(0)).isNotNull();
      } catch (DecodeException refused) {
        assertThat(refused).hasMessageContaining("word");
      }
    }
  }

  @Test
  void encodesTextAsUtf8() {
    String text = "Kopi ☕ 𝄞 é";
    AbiReader in = AbiReader.of(AbiEncoder.encode(AbiValue.of(text)));
    assertThat(in.bytes(0).toArray()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
  }
}
