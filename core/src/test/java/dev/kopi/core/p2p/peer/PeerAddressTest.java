package dev.kopi.core.p2p.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Bytes;
import org.junit.jupiter.api.Test;

class PeerAddressTest {
  @Test
  void findsThePortInTheBinaryForm() {
    PeerAddress address = PeerAddress.parse("/ip4/10.1.2.3/tcp/9222");
    assertThat(PeerAddress.ip4TcpPort(address.encode())).isEqualTo(9222);
  }

  @Test
  void findsNoPortInOtherBytes() {
    Bytes name = PeerAddress.parse("/dns4/example.org/tcp/9222").encode();
    assertThat(PeerAddress.ip4TcpPort(name)).isNull();
    assertThat(PeerAddress.ip4TcpPort(Bytes.EMPTY)).isNull();
    assertThat(PeerAddress.ip4TcpPort(Bytes.fromHex("0x040a010203062a"))).isNull();
  }
}
