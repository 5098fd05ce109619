package dev.kopi.core.p2p.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.crypto.ecdsa.PortableSecp256k1;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import org.junit.jupiter.api.Test;

class PeerIdTest {
  /** The vector of the specification of peer ids. */
  private static final Bytes SECP256K1 =
      Bytes.fromHex("0x08021221037777e994e452c21604f91de093ce415f5432f701dd8cd1a7a6fea0e630bfca99");

  private static final Bytes ED25519 =
      Bytes.fromHex("0x080112201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e");

  @Test
  void encodesTheKeysOfTheSpecification() {
    byte[] key =
        PortableSecp256k1.INSTANCE.publicKey(
            PrivateKey.fromHex("53DADF1D5A164D6B4ACDB15E24AA4C5B1D3461BDBD42ABEDB0A4404D56CED8FB"));
    PeerKey made = new PeerKey(PeerKey.Type.SECP256K1, Bytes.wrap(PortableSecp256k1.compress(key)));
    assertThat(made.encode()).isEqualTo(SECP256K1);
    assertThat(PeerKey.decode(SECP256K1)).isEqualTo(made);
    assertThat(PeerKey.decode(ED25519).type()).isEqualTo(PeerKey.Type.ED25519);
  }

  @Test
  void writesIdsInBase58AndReadsThem() {
    PeerId id = PeerId.of(PeerKey.decode(SECP256K1));
    assertThat(id.toString()).startsWith("16Uiu2HA").hasSize(53);
    assertThat(PeerId.parse(id.toString())).isEqualTo(id);
    assertThat(id.key().encode()).isEqualTo(SECP256K1);
    assertThat(PeerId.of(PeerKey.decode(ED25519)).toString()).startsWith("12D3KooW");
  }

  @Test
  void readsAddresses() {
    PeerId id = PeerId.of(PeerKey.decode(SECP256K1));
    String text = "/ip4/127.0.0.1/tcp/9222/p2p/" + id;
    assertThat(PeerAddress.parse(text).toString()).isEqualTo(text);
    assertThat(PeerAddress.parse("/ip4/127.0.0.1/tcp/9222").encode())
        .isEqualTo(Bytes.fromHex("0x047f000001062406"));
    for (String bad :
        new String[] {
          "", "/ip4/1.1.1.1/udp/1", "/ip4/1.1.1.1/tcp/70000", "/ip4/1.1.1.1/tcp/1/p2p/0"
        }) {
      assertThatThrownBy(() -> PeerAddress.parse(bad)).isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void encodesSignaturesInDer() {
    DerSignature signature =
        new DerSignature(UInt256.fromHex("0x80"), UInt256.fromHex("0x7f").add(UInt256.ONE));
    assertThat(Bytes.wrap(signature.encode())).isEqualTo(Bytes.fromHex("0x30080202008002020080"));
    assertThat(DerSignature.decode(signature.encode())).isEqualTo(signature);
    assertThatThrownBy(() -> DerSignature.decode(new byte[] {0x30, 4, 2, 1, 1, 2, 1, 1, 0}))
        .isInstanceOf(DecodeException.class);
  }
}
