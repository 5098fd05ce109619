package dev.kopi.adapters.rpc.server;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the Host and Origin headers, against DNS rebinding and foreign web pages. */
final class HostOriginRules {
  private final Set<String> hosts;
  private final Set<String> origins;

  HostOriginRules(RpcServerConfig config) {
    this.hosts = config.hosts();
    this.origins = config.origins();
  }

  /**
   * Whether the Host header is an IP address or one of the allowed names. A page that rebinds its
   * own name to this machine sends that name.
   */
  boolean allowsHost(@Nullable String host) {
    if (host == null || hosts.contains("*")) {
      return true;
    }
    String name = withoutPort(host);
    return isAddress(name) || hosts.contains(name.toLowerCase(Locale.ROOT));
  }

  /**
   * Whether a web page of this origin may read responses: one of the allowed ones, or one served
   * from this machine.
   */
  boolean allowsOrigin(String origin) {
    if (origins.contains("*") || origins.contains(origin)) {
      return true;
    }
    int scheme = origin.indexOf("://");
    if (scheme < 0) {
      return false;
    }
    String name = withoutPort(origin.substring(scheme + 3));
    return name.equals("localhost") || name.equals("127.0.0.1") || name.equals("[::1]");
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  private static boolean isAddress(String name) {
    if (name.startsWith("[")) {
      return true;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ((c < '0' || c > '9') && c != '.') {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
