package dev.kopi.core.p2p.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnodeUrlTest {
  // The generator of secp256k1.
  private static final String KEY =
      "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
          + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";

  @Test
  void readsKeyAddressAndPorts() {
    NodeRecord node = EnodeUrl.parse("enode://" + KEY + "@10.3.58.6:30303?discport=30301");
    assertThat(node.publicKey()).isEqualTo(Bytes.fromHex("0x" + KEY));
    assertThat(node.ip4()).isEqualTo(Bytes.fromHex("0x0a033a06"));
    assertThat(node.tcp()).isEqualTo(30303);
    assertThat(node.udp()).isEqualTo(30301);
  }

  @Test
  void usesTheTcpPortForDiscoveryUnlessToldOtherwise() {
    assertThat(EnodeUrl.parse("enode://" + KEY + "@10.3.58.6:9222").udp()).isEqualTo(9222);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "enode://1234@10.3.58.6:30303",
        "enode://" + KEY,
        "enode://" + KEY + "@10.3.58:30303",
        "enode://" + KEY + "@10.3.58.256:30303",
        "enode://" + KEY + "@10.3.58..6:30303",
        "enode://" + KEY + "@host:30303",
        "enode://" + KEY + "@10.3.58.6:0",
        "enode://" + KEY + "@10.3.58.6:65536",
        "enode://" + KEY + "@10.3.58.6:30303?discport=70000",
        "enr:abc"
      })
  void refusesWhatIsMalformed(String text) {
    assertThatThrownBy(() -> EnodeUrl.parse(text)).isInstanceOf(DecodeException.class);
  }

  @Test
  void refusesKeyThatIsNoPointOfTheCurve() {
    String off = KEY.substring(0, 127) + "9";
    assertThatThrownBy(() -> EnodeUrl.parse("enode://" + off + "@10.3.58.6:30303"))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("curve");
  }
}
