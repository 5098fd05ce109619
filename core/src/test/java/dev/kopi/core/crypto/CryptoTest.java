package dev.kopi.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.crypto.UnavailableException.Primitive;
import org.junit.jupiter.api.Test;

class CryptoTest {
  @Test
  void portableCryptoSaysWhatItDoesNotHave() {
    Crypto crypto = Crypto.portable();
    assertThatThrownBy(() -> crypto.bls12381().g1Add(new byte[256], 0, 256))
        .isInstanceOfSatisfying(
            UnavailableException.class,
            e -> assertThat(e.primitive()).isEqualTo(Primitive.BLS12_381));
    assertThatThrownBy(() -> crypto.kzg().verifyPointEvaluation(new byte[192], 0))
        .isInstanceOfSatisfying(
            UnavailableException.class, e -> assertThat(e.primitive()).isEqualTo(Primitive.KZG));
  }
}
