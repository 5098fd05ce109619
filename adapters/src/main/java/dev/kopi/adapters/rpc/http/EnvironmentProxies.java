package dev.kopi.adapters.rpc.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses proxies by the variables HTTPS_PROXY (for https and wss), HTTP_PROXY (for http and ws),
 * ALL_PROXY (for what the others do not cover) and NO_PROXY, in upper or lower case. Addresses on
 * this machine are never proxied. NO_PROXY lists host names, which cover their sub-domains, IP
 * addresses and networks (10.0.0.0/8), each with a port if need be, or "*".
 */
final class EnvironmentProxies extends ProxySelector {
  private final @Nullable URI secure;
  private final @Nullable URI plain;
  private final List<Bypass> bypasses = new ArrayList<>();

  /** A host, domain or network that is not proxied; port -1 for any. */
  private record Bypass(String host, int prefixBits, int port) {}

  /**
   * The proxies of an environment.
   *
   * @throws IllegalArgumentException when a variable holds no http address
   */
  EnvironmentProxies(Map<String, String> environment) {
    this.secure = proxy(environment, "HTTPS_PROXY");
    this.plain = proxy(environment, "HTTP_PROXY");
    String excluded = variable(environment, "NO_PROXY");
    for (String entry : excluded == null ? new String[0] : excluded.split("[,\\s]+")) {
      if (!entry.isBlank()) {
        bypasses.add(bypass(entry.strip().toLowerCase(Locale.ROOT)));
      }
    }
  }

  private static @Nullable String variable(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      value = environment.get(name.toLowerCase(Locale.ROOT));
    }
    return value == null || value.isBlank() ? null : value.strip();
  }

  private static @Nullable URI proxy(Map<String, String> environment, String name) {
    String named = variable(environment, name) == null ? "ALL_PROXY" : name;
    String value = variable(environment, named);
    if (value == null) {
      return null;
    }
    URI url;
    try {
      url = URI.create(value.contains("://") ? value : "http://" + value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(named + " is not an address");
    }
    if (!"http".equalsIgnoreCase(url.getScheme()) || url.getHost() == null) {
      throw new IllegalArgumentException(named + " is not an address of the form http://HOST:PORT");
    }
    return url;
  }

  private static Bypass bypass(String entry) {
    String host = entry;
    int port = -1;
    int colon = entry.lastIndexOf(':');
    boolean ipv6 = colon >= 0 && entry.indexOf(':') != colon && !entry.startsWith("[");
    if (colon > entry.lastIndexOf(']') && !ipv6) {
      try {
        port = Integer.parseInt(entry.substring(colon + 1));
        host = entry.substring(0, colon);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("NO_PROXY: " + entry + " has no valid port");
      }
    }
    int slash = host.indexOf('/');
    int bits = -1;
    if (slash >= 0) {
      try {
        bits = Integer.parseInt(host.substring(slash + 1));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("NO_PROXY: " + entry + " is not a network");
      }
      host = host.substring(0, slash);
    }
    host = host.replace("[", "").replace("]", "");
    return new Bypass(
        host.startsWith("*.") ? host.substring(2) : host.startsWith(".") ? host.substring(1) : host,
        bits,
        port);
  }

  /** The address of the proxy for a server, which may hold user and password; null for none. */
  @Nullable URI proxyFor(URI server) {
    String scheme = server.getScheme().toLowerCase(Locale.ROOT);
    boolean tls = scheme.equals("https") || scheme.equals("wss");
    URI proxy = tls ? secure : plain;
    String host = server.getHost();
    if (proxy == null || host == null || EndpointAddress.isLocal(host)) {
      return null;
    }
    int port = server.getPort() >= 0 ? server.getPort() : tls ? 443 : 80;
    String bare = host.replace("[", "").replace("]", "").toLowerCase(Locale.ROOT);
    boolean bypassed = bypasses.stream().anyMatch(e -> matches(e, bare, port));
    return bypassed ? null : proxy;
  }

  private static boolean matches(Bypass bypass, String host, int port) {
    if (bypass.port() >= 0 && bypass.port() != port) {
      return false;
    }
    if (bypass.prefixBits() >= 0) {
      return isAddress(host) && isWithin(host, bypass.host(), bypass.prefixBits());
    }
    return bypass.host().equals("*")
        || host.equals(bypass.host())
        || host.endsWith("." + bypass.host());
  }

  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
  }

  private static boolean isWithin(String host, String network, int bits) {
    byte[] a;
    byte[] b;
    try {
      a = InetAddress.ofLiteral(host).getAddress();
      b = InetAddress.ofLiteral(network).getAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (a.length != b.length) {
      return false;
    }
    for (int i = 0; i < Math.min(bits, 8 * a.length); i++) {
      int mask = 0x80 >> (i & 7);
      if ((a[i >> 3] & mask) != (b[i >> 3] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** The Proxy-Authorization for requests to a server, if its proxy needs one. */
  Optional<String> authorization(URI server) {
    URI proxy = proxyFor(server);
    return proxy == null
        ? Optional.empty()
        : Optional.ofNullable(proxy.getUserInfo()).map(EndpointAddress::basic);
  }

  @Override
  public List<Proxy> select(URI server) {
    URI proxy = proxyFor(server);
    if (proxy == null) {
      return List.of(Proxy.NO_PROXY);
    }
    int port = proxy.getPort() >= 0 ? proxy.getPort() : 80;
    return List.of(
        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port)));
  }

  @Override
  public void connectFailed(URI server, SocketAddress proxy, IOException failure) {
    // The failure reaches the caller of the request.
  }
}
