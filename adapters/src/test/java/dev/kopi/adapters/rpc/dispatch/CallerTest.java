package dev.kopi.adapters.rpc.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class CallerTest {
  @Test
  void countsAnIpv4AddressAsOneClientAndAnIpv6NetworkOf64BitsToo() throws Exception {
    assertThat(client("192.0.2.7")).isEqualTo("192.0.2.7");
    assertThat(client("2001:db8:1:2::7")).isEqualTo(client("2001:db8:1:2:ffff::8"));
    assertThat(client("2001:db8:1:2::7")).isNotEqualTo(client("2001:db8:1:3::7"));
  }

  private static String client(String address) throws Exception {
    return Caller.client(InetAddress.getByName(address));
  }
}
