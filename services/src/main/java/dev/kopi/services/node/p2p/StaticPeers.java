package dev.kopi.services.node.p2p;

import dev.kopi.adapters.p2p.host.P2pHost;
import dev.kopi.adapters.p2p.thread.PeerThreads;
import dev.kopi.core.p2p.peer.PeerAddress;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.services.lifecycle.Work;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Dials the static peers, and again whenever they are gone, with a random part in the interval. */
final class StaticPeers implements Work {
  private static final Logger LOG = LoggerFactory.getLogger(StaticPeers.class);
  private static final int DIAL_MILLIS = 30_000;
  private static final long FIRST_RETRY_MILLIS = 1_000;
  private static final long MAX_RETRY_MILLIS = 60_000;
  private static final long LOOK_MILLIS = 1_000;

  private final P2pHost host;
  private final List<PeerAddress> addresses;
  private final IntUnaryOperator random;
  private final PeerThreads threads;
  private final Map<PeerAddress, Attempt> attempts = new HashMap<>();

  private static final class Attempt {
    private int failures;
    private long dueAt;
    private volatile boolean running;
  }

  StaticPeers(
      P2pHost host, List<PeerAddress> addresses, IntUnaryOperator random, PeerThreads threads) {
    this.host = host;
    this.addresses = List.copyOf(addresses);
    this.random = random;
    this.threads = threads;
    addresses.forEach(address -> attempts.put(address, new Attempt()));
  }

  @Override
  public long run(long nowMillis) {
    for (PeerAddress address : addresses) {
      PeerId peer = address.peer();
      Attempt attempt = attempts.get(address);
      if (attempt == null || attempt.running || peer == null) {
        continue;
      }
      if (host.connection(peer) != null) {
        attempt.failures = 0;
        attempt.dueAt = 0;
      } else if (attempt.dueAt <= nowMillis) {
        long wait =
            Math.min(MAX_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(10, attempt.failures++));
        attempt.dueAt = nowMillis + wait / 2 + random.applyAsInt((int) wait);
        attempt.running = true;
        threads.start("p2p-dial", () -> dial(address, attempt), () -> {});
      }
    }
    return addresses.isEmpty() ? NEVER : nowMillis + LOOK_MILLIS;
  }

  private void dial(PeerAddress address, Attempt attempt) {
    try {
      host.dial(address, DIAL_MILLIS);
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("address", address)
          .addKeyValue("reason", e.getMessage())
          .log("cannot reach a static peer");
    } finally {
      attempt.running = false;
    }
  }
}
