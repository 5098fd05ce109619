package dev.kopi.adapters.rpc.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The address of a server, with what may be secret in it kept apart.
 *
 * @param url the address without user and password
 * @param userInfo user and password, decoded
 */
public record EndpointAddress(URI url, @Nullable String userInfo) {
  /**
   * Takes an address apart.
   *
   * @param schemes the schemes that are allowed
   * @throws IllegalArgumentException when it is not such an address; the message names no secret
   */
  public static EndpointAddress of(URI url, List<String> schemes) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!schemes.contains(scheme) || url.getHost() == null) {
      throw new IllegalArgumentException(
          "not an address that begins with one of "
              + String.join(", ", schemes.stream().map(s -> s + "://HOST").toList()));
    }
    if (url.getRawUserInfo() == null) {
      return new EndpointAddress(url, null);
    }
    String authority = url.getRawAuthority();
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    URI stripped =
        URI.create(
            scheme + "://" + authority.substring(authority.lastIndexOf('@') + 1) + path + query);
    return new EndpointAddress(stripped, url.getUserInfo());
  }

  /** Whether the connection is by TLS. */
  public boolean isSecure() {
    return url.getScheme().equalsIgnoreCase("https") || url.getScheme().equalsIgnoreCase("wss");
  }

  /** Whether the server is on this machine, by its name. */
  public boolean isLocal() {
    return isLocal(url.getHost());
  }

  static boolean isLocal(String host) {
    return host.equalsIgnoreCase("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  /** The port, by default that of the scheme. */
  public int port() {
    return url.getPort() >= 0 ? url.getPort() : isSecure() ? 443 : 80;
  }

  /** Scheme, host and port, for messages. */
  public String shown() {
    return url.getScheme() + "://" + url.getHost() + ":" + port();
  }

  /** Any address as it may appear in messages: without user, password, path and query. */
  public static String shown(URI url) {
    return url.getHost() == null ? "the address" : new EndpointAddress(url, null).shown();
  }

  /** The value of the Authorization header, if the address has user and password. */
  public Optional<String> authorization() {
    return Optional.ofNullable(userInfo).map(EndpointAddress::basic);
  }

  static String basic(String userInfo) {
    return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
  }

  /** The address of a path and query below this address; of this one itself if empty. */
  URI resolve(String path) {
    if (path.isEmpty()) {
      return url;
    }
    String prefix = url.getRawPath() == null ? "" : url.getRawPath();
    if (prefix.endsWith("/")) {
      prefix = prefix.substring(0, prefix.length() - 1);
    }
    return URI.create(url.getScheme() + "://" + url.getRawAuthority() + prefix + path);
  }

  @Override
  public String toString() {
    return shown();
  }
}
