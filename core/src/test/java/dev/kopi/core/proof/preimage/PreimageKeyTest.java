package dev.kopi.core.proof.preimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import org.junit.jupiter.api.Test;

class PreimageKeyTest {
  private static final Hash HASH =
      Hash.fromHex("0xff23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");

  @Test
  void carriesItsTypeInTheFirstByte() {
    assertThat(PreimageKey.keccak256(HASH).bytes().toHex()).startsWith("0x0223456789");
    assertThat(PreimageKey.sha256(HASH).bytes().toHex()).startsWith("0x0423456789");
    assertThat(PreimageKey.blob(HASH).bytes().toHex()).startsWith("0x0523456789");
    assertThat(PreimageKey.precompile(HASH).bytes().toHex()).startsWith("0x0623456789");
    assertThat(PreimageKey.local(7).bytes().toHex())
        .isEqualTo("0x0100000000000000000000000000000000000000000000000000000000000007");
    for (PreimageType type : PreimageType.values()) {
      assertThat(PreimageType.of(type.code())).isEqualTo(type);
    }
    assertThat(new PreimageKey(HASH).type()).isNull();
  }

  @Test
  void readsAndWritesHintsInTheWordsOfOpProgram() {
    ProofHint hint = ProofHint.of(HintKind.L2_STATE_NODE, HASH);
    assertThat(hint.text()).isEqualTo("l2-state-node " + HASH.toHex());
    assertThat(ProofHint.parse(hint.text())).isEqualTo(hint);
    assertThat(ProofHint.blob(HASH, 0x1234).text())
        .isEqualTo("l1-blob " + HASH.toHex() + "0000000000001234");
    for (HintKind kind : HintKind.values()) {
      assertThat(HintKind.of(kind.word())).isEqualTo(kind);
    }
    assertThatThrownBy(() -> ProofHint.parse("l1-weather 0x00"))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("l1-weather");
    assertThatThrownBy(() -> ProofHint.parse("l1-blob 0x0")).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> ProofHint.parse("")).isInstanceOf(DecodeException.class);
  }

  @Test
  void hasTheRootsOfUnityInBitReversedOrderAsPoints() {
    BlobKeys keys = new BlobKeys(Bytes.wrap(new byte[Kzg.POINT_BYTES]));
    // The points are 1, −1, and then the two square roots of −1.
    assertThat(point(keys, 0).toHex()).isEqualTo("0x" + "0".repeat(63) + "1");
    assertThat(point(keys, 1).toHex())
        .isEqualTo("0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000000");
    assertThat(point(keys, 2).toUInt256().add(point(keys, 3).toUInt256()).toHex())
        .isEqualTo("0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");
  }

  private static Hash point(BlobKeys keys, int index) {
    return Hash.of(keys.keyInput(index).slice(Kzg.POINT_BYTES, Kzg.POINT_BYTES + 32));
  }
}
