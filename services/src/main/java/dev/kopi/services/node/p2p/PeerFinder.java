package dev.kopi.services.node.p2p;

import dev.kopi.adapters.p2p.discovery.NodeDiscovery;
import dev.kopi.adapters.p2p.host.P2pHost;
import dev.kopi.adapters.p2p.thread.PeerThreads;
import dev.kopi.core.crypto.ecdsa.PortableSecp256k1;
import dev.kopi.core.p2p.peer.PeerAddress;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.p2p.peer.PeerKey;
import dev.kopi.core.p2p.record.NodeRecord;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dials peers until there are enough: those that discovery finds, and those reached before. A peer
 * that cannot be reached is left alone for twice as long each time, with a random part.
 */
final class PeerFinder implements Work {
  private static final Logger LOG = LoggerFactory.getLogger(PeerFinder.class);
  private static final String PART = "p2p-discovery";
  private static final Duration FIND_DEADLINE = Duration.ofSeconds(15);
  private static final int DIAL_MILLIS = 10_000;
  private static final int MAX_DIALS = 4;
  private static final int MAX_ATTEMPTS = 1_000;
  private static final long FEW_MILLIS = 5_000;
  private static final long ENOUGH_MILLIS = 20_000;
  private static final long FIRST_RETRY_MILLIS = 10_000;
  private static final long MAX_RETRY_MILLIS = 600_000;

  private final P2pHost host;
  private final @Nullable NodeDiscovery discovery;
  private final PeerBook book;
  private final PeerAdmission admission;
  private final int wanted;
  private final IntUnaryOperator random;
  private final PeerThreads threads;
  private final RoleHealth health;
  private long dueAt = Long.MIN_VALUE;
  private final AtomicInteger dials = new AtomicInteger();
  private final Map<PeerId, Attempts> attempts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PeerId, Attempts> eldest) {
          return size() > MAX_ATTEMPTS;
        }
      };

  private record Attempts(int failures, long nextMillis) {}

  /**
   * Dials nobody yet.
   *
   * @param discovery null when peers are not discovered
   * @param wanted how many peers are enough
   */
  PeerFinder(
      P2pHost host,
      @Nullable NodeDiscovery discovery,
      PeerBook book,
      PeerAdmission admission,
      int wanted,
      IntUnaryOperator random,
      PeerThreads threads,
      RoleHealth health) {
    this.host = host;
    this.discovery = discovery;
    this.book = book;
    this.admission = admission;
    this.wanted = wanted;
    this.random = random;
    this.threads = threads;
    this.health = health;
  }

  @Override
  public long run(long nowMillis) {
    if (nowMillis >= dueAt) {
      dueAt = look(nowMillis);
    }
    return dueAt;
  }

  private long look(long nowMillis) {
    int missing = wanted - host.connections().size();
    if (missing <= 0) {
      return nowMillis + ENOUGH_MILLIS;
    }
    List<PeerAddress> candidates = candidates();
    int room = Math.min(missing, MAX_DIALS - dials.get());
    for (PeerAddress candidate : candidates.subList(0, Math.clamp(room, 0, candidates.size()))) {
      dial(candidate, nowMillis);
    }
    return nowMillis + FEW_MILLIS + random.applyAsInt((int) FEW_MILLIS / 5);
  }

  /** The addresses to dial, in random order, one of each peer. */
  private List<PeerAddress> candidates() {
    Set<PeerAddress> found = new LinkedHashSet<>(discovered());
    found.addAll(book.addresses());
    Map<PeerId, PeerAddress> byPeer = new LinkedHashMap<>();
    for (PeerAddress address : found) {
      PeerId peer = address.peer();
      if (peer != null && !peer.equals(host.peerId()) && isDue(peer)) {
        byPeer.putIfAbsent(peer, address);
      }
    }
    List<PeerAddress> candidates = new ArrayList<>(byPeer.values());
    for (int i = candidates.size() - 1; i > 0; i--) {
      Collections.swap(candidates, i, random.applyAsInt(i + 1));
    }
    return candidates;
  }

  private synchronized boolean isDue(PeerId peer) {
    Attempts before = attempts.get(peer);
    return host.connection(peer) == null
        && admission.allows(peer)
        && (before == null || before.nextMillis() <= admission.nowMillis());
  }

  private List<PeerAddress> discovered() {
    if (discovery == null) {
      return List.of();
    }
    try {
      List<PeerAddress> found =
          discovery.find(FIND_DEADLINE).stream().map(PeerFinder::address).toList();
      health.restored(PART);
      return found;
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        return List.of();
      }
      LOG.warn("looking for peers failed: {}", e.getMessage());
      health.impaired(PART, String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  /** Where a node that discovery found listens. */
  static PeerAddress address(NodeRecord node) {
    Bytes ip = node.ip4();
    Integer tcp = node.tcp();
    if (ip == null || tcp == null) {
      throw new IllegalArgumentException("a node without an address");
    }
    String host =
        (ip.get(0) & 0xff)
            + "."
            + (ip.get(1) & 0xff)
            + "."
            + (ip.get(2) & 0xff)
            + "."
            + (ip.get(3) & 0xff);
    Bytes key = Bytes.wrap(PortableSecp256k1.compress(node.publicKey().toArray()));
    return new PeerAddress("ip4", host, tcp, PeerId.of(new PeerKey(PeerKey.Type.SECP256K1, key)));
  }

  private void dial(PeerAddress address, long nowMillis) {
    PeerId peer = address.peer();
    if (peer == null) {
      return;
    }
    synchronized (this) {
      Attempts before = attempts.get(peer);
      int failures = before == null ? 0 : before.failures();
      long wait = Math.min(MAX_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(10, failures));
      attempts.put(
          peer, new Attempts(failures + 1, nowMillis + wait / 2 + random.applyAsInt((int) wait)));
    }
    dials.incrementAndGet();
    threads.start("p2p-dial", () -> dial(peer, address), dials::decrementAndGet);
  }

  private void dial(PeerId peer, PeerAddress address) {
    try {
      host.dial(address, DIAL_MILLIS);
      book.seen(address);
      synchronized (this) {
        attempts.put(peer, new Attempts(0, admission.nowMillis() + FIRST_RETRY_MILLIS));
      }
    } catch (IOException e) {
      LOG.debug("cannot reach {}: {}", address, e.getMessage());
    }
    dials.decrementAndGet();
  }
}
