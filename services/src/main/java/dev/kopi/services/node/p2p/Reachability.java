package dev.kopi.services.node.p2p;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells operators whether anybody outside has reached this node. For any thread. */
final class Reachability {
  private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);
  private static final long WAIT_MILLIS = 10 * 60 * 1000;

  private final String advertised;
  private long startedAt;
  private boolean started;
  private boolean told;
  private @Nullable InetAddress first;

  /**
   * Nobody has.
   *
   * @param advertised the address that peers are told
   */
  Reachability(String advertised) {
    this.advertised = advertised;
  }

  /** A peer connected to this node from an address. */
  synchronized void reachedFrom(InetAddress address) {
    if (first == null && isOutside(address)) {
      first = address;
      LOG.atInfo()
          .addKeyValue("from", address.getHostAddress())
          .addKeyValue("advertised", advertised)
          .log("a peer outside has reached this node");
    }
  }

  /** Warns once when nobody has for ten minutes. */
  synchronized void check(long nowMillis) {
    if (!started) {
      started = true;
      startedAt = nowMillis;
    }
    if (first == null && !told && nowMillis - startedAt >= WAIT_MILLIS) {
      told = true;
      LOG.atWarn()
          .addKeyValue("advertised", advertised)
          .log(
              "no peer outside has reached this node yet: it may be behind a firewall or NAT; see"
                  + " --p2p.advertise.ip");
    }
  }

  /** Whether a peer outside has reached this node. */
  synchronized boolean isReached() {
    return first != null;
  }

  private static boolean isOutside(InetAddress address) {
    return !address.isLoopbackAddress()
        && !address.isSiteLocalAddress()
        && !address.isLinkLocalAddress()
        && !address.isAnyLocalAddress();
  }
}
