package dev.kopi.adapters.rpc.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.primitives.Bytes;
import java.io.File;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EnvironmentProxiesTest {
  private static final Map<String, String> BOTH =
      Map.of("HTTPS_PROXY", "http://secure:3128", "http_proxy", "plain:8080");

  private static String proxy(Map<String, String> environment, String url) {
    Proxy proxy = new EnvironmentProxies(environment).select(URI.create(url)).getFirst();
    return proxy.address() instanceof InetSocketAddress address
        ? address.getHostString() + ":" + address.getPort()
        : "none";
  }

  @Test
  void choosesByScheme() {
    assertThat(proxy(BOTH, "https://rpc.example/key")).isEqualTo("secure:3128");
    assertThat(proxy(BOTH, "wss://rpc.example")).isEqualTo("secure:3128");
    assertThat(proxy(BOTH, "http://rpc.example")).isEqualTo("plain:8080");
    assertThat(proxy(BOTH, "ws://rpc.example")).isEqualTo("plain:8080");
    assertThat(proxy(Map.of(), "https://rpc.example")).isEqualTo("none");
    assertThat(proxy(Map.of("ALL_PROXY", "http://all:1"), "https://rpc.example"))
        .isEqualTo("all:1");
  }

  @Test
  void neverSendsThisMachinesTrafficToAProxy() {
    for (String host : new String[] {"localhost", "127.0.0.1", "127.9.9.9", "[::1]"}) {
      assertThat(proxy(BOTH, "http://" + host + ":8545")).as(host).isEqualTo("none");
    }
  }

  @Test
  void leavesOutWhatNoProxyLists() {
    Map<String, String> environment =
        Map.of(
            "HTTP_PROXY",
            "http://plain:8080",
            "NO_PROXY",
            "internal.example, .corp.example,*.star.example,10.0.0.0/8,192.0.2.7,ported.example:8545,2001:db8::/32");
    for (String host :
        new String[] {
          "internal.example",
          "a.internal.example",
          "x.corp.example",
          "y.star.example",
          "10.1.2.3",
          "192.0.2.7",
          "ported.example:8545",
          "[2001:db8::1]",
          "INTERNAL.example"
        }) {
      assertThat(proxy(environment, "http://" + host)).as(host).isEqualTo("none");
    }
    for (String host :
        new String[] {
          "example",
          "notinternal.example",
          "11.1.2.3",
          "192.0.2.70",
          "ported.example",
          "[2001:db9::1]"
        }) {
      assertThat(proxy(environment, "http://" + host)).as(host).isEqualTo("plain:8080");
    }
    assertThat(proxy(Map.of("HTTP_PROXY", "plain:1", "NO_PROXY", "*"), "http://x"))
        .isEqualTo("none");
  }

  @Test
  void namesTheVariableThatIsWrong() {
    assertThatThrownBy(() -> new EnvironmentProxies(Map.of("HTTPS_PROXY", "socks5://u:secret@x:1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HTTPS_PROXY")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> SharedClients.checkProxies(Map.of("ALL_PROXY", "socks5://x:1")))
        .hasMessageContaining("ALL_PROXY");
  }

  @Test
  void tunnelsTlsThroughAProxyWithUserAndPassword() throws Exception {
    try (FakeServer proxy =
        new FakeServer((count, request, out) -> {
          out.write(FakeServer.response("502 Bad Gateway", "", ""));
          return false;
        })) {
      String output =
          run(
              "https://rpc.example/key",
              "HTTPS_PROXY",
              "http://me:secret@127.0.0.1:" + proxy.port());
      assertThat(output).startsWith("failed: https://rpc.example:443: ").doesNotContain("secret");
      assertThat(proxy.requests().getFirst())
          .startsWith("CONNECT rpc.example:443 HTTP/1.1\r\n")
          .containsIgnoringCase("Proxy-Authorization: Basic bWU6c2VjcmV0")
          .doesNotContain("/key");
    }
  }

  @Test
  void sendsPlainRequestsToTheProxyWithTheWholeAddress() throws Exception {
    try (FakeServer proxy =
        new FakeServer((count, request, out) -> {
          out.write(FakeServer.response("200 OK", "", "by proxy"));
          return true;
        })) {
      String output =
          run("http://rpc.example/key", "HTTP_PROXY", "http://me:secret@127.0.0.1:" + proxy.port());
      assertThat(output).isEqualTo("status 200\n");
      assertThat(proxy.requests().getFirst())
          .startsWith("GET http://rpc.example/key HTTP/1.1\r\n")
          .containsIgnoringCase("Proxy-Authorization: Basic bWU6c2VjcmV0");
    }
  }

  /** What a process with a variable in its environment prints when it requests an address. */
  private static String run(String url, String variable, String value) throws Exception {
    String classes =
        Stream.of(ProxyProbe.class, HttpEndpoint.class, Bytes.class)
            .map(c -> c.getProtectionDomain().getCodeSource().getLocation().getPath())
            .distinct()
            .collect(Collectors.joining(File.pathSeparator));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classes,
            ProxyProbe.class.getName(),
            url);
    for (String name : new String[] {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"}) {
      builder.environment().remove(name);
      builder.environment().remove(name.toLowerCase(Locale.ROOT));
    }
    builder.environment().put(variable, value);
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return output;
  }
}
