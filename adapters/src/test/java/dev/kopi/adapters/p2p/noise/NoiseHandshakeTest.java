package dev.kopi.adapters.p2p.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.primitives.Hex;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

/** The vectors of the Noise project for Noise_XX_25519_ChaChaPoly_SHA256. */
class NoiseHandshakeTest {
  private static final byte[] NOTHING = new byte[0];

  private final NoiseHandshake initiator = handshake(true, 0x00, 0x20);
  private final NoiseHandshake responder = handshake(false, 0x01, 0x41);

  private static NoiseHandshake handshake(boolean initiator, int fixed, int ephemeral) {
    return new NoiseHandshake(
        initiator, X25519Key.of(counting(fixed)), X25519Key.of(counting(ephemeral)), NOTHING);
  }

  private static byte[] counting(int from) {
    byte[] out = new byte[32];
    for (int i = 0; i < 32; i++) {
      out[i] = (byte) (from + i);
    }
    return out;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void agreesWithThePublishedVectorsWithPayloads() throws GeneralSecurityException {
    byte[] first = initiator.write(text("test_msg_0"));
    assertThat(Hex.encode(first))
        .isEqualTo(
            "0x358072d6365880d1aeea329adf9121383851ed21a28e3b75e965d0d2cd166254"
                + "746573745f6d73675f30");
    assertThat(responder.read(first)).isEqualTo(text("test_msg_0"));
    byte[] second = responder.write(text("test_msg_1"));
    assertThat(Hex.encode(second))
        .isEqualTo(
            "0x64b101b1d0be5a8704bd078f9895001fc03e8e9f9522f188dd128d9846d48466"
                + "3414af878d3e46a2f58911a816d6e8346d4ea17a6f2a0bb4ef4ed56c133cff45"
                + "72e7a2ba5123ac30618b3d205f5c2d17f50cbca216483ac56bcc78e33bf52030"
                + "3278db641e5e731b2e3a");
    assertThat(initiator.read(second)).isEqualTo(text("test_msg_1"));
    byte[] third = initiator.write(text("test_msg_2"));
    assertThat(Hex.encode(third))
        .isEqualTo(
            "0x87f864c11ba449f46a0a4f4e2eacbb7b0457784f4fca1937f572c93603e9c4d9"
                + "f27e318e43ba630594c4d08eeb3b36d97c7377a2f4f9144b2f0c8095ad921405"
                + "05b2ab53eff244b14138");
    assertThat(responder.read(third)).isEqualTo(text("test_msg_2"));
    assertThat(initiator.remoteFixed()).isEqualTo(X25519Key.of(counting(0x01)).publicBytes());
    assertThat(responder.remoteFixed()).isEqualTo(X25519Key.of(counting(0x00)).publicBytes());
    assertThat(initiator.hash()).isEqualTo(responder.hash());

    byte[] out = new byte[15 + CipherState.TAG_BYTES];
    CipherState[] ofInitiator = initiator.split();
    CipherState[] ofResponder = responder.split();
    ofInitiator[0].encrypt(NOTHING, text("yellowsubmarine"), 0, 15, out, 0);
    assertThat(Hex.encode(out))
        .isEqualTo("0xa52ef02ba60e12696d1d6b9ef4245c88fca757b6134ad6e76b56e310a6adf6");
    assertThat(ofResponder[1].decrypt(NOTHING, out, 0, out.length))
        .isEqualTo(text("yellowsubmarine"));
    ofResponder[0].encrypt(NOTHING, text("submarineyellow"), 0, 15, out, 0);
    assertThat(Hex.encode(out))
        .isEqualTo("0x2445aa438ebd649281c636cc7269ca82f1d9023d72520943aeabf909cdf521");
  }

  @Test
  void refusesAMessageThatWasChanged() throws GeneralSecurityException {
    responder.read(initiator.write(NOTHING));
    byte[] second = responder.write(text("payload"));
    second[40] ^= 1;
    assertThatThrownBy(() -> initiator.read(second)).isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void refusesAKeyOfSmallOrder() throws GeneralSecurityException {
    responder.read(new byte[32]);
    assertThatThrownBy(() -> responder.write(NOTHING)).isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void refusesAMessageThatIsTooShort() {
    assertThatThrownBy(() -> responder.read(new byte[31]))
        .isInstanceOf(GeneralSecurityException.class);
  }
}
