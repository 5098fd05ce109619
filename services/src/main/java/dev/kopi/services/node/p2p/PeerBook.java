package dev.kopi.services.node.p2p;

import dev.kopi.adapters.p2p.gossip.GossipService;
import dev.kopi.core.p2p.peer.PeerAddress;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.services.lifecycle.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers where peers were reached, and keeps that, bans, blocks and scores in a file: each
 * change within a second, scores within ten. For any thread.
 */
final class PeerBook implements Work {
  private static final Logger LOG = LoggerFactory.getLogger(PeerBook.class);
  private static final int MAX_SEEN = 1_000;
  private static final long KEEP_MILLIS = Duration.ofHours(24).toMillis();
  private static final long LOOK_MILLIS = 1_000;
  private static final long SCORES_MILLIS = 10_000;

  private final @Nullable PeerRecordsFile file;
  private final PeerAdmission admission;
  private final GossipService gossip;
  private final InstantSource clock;
  private final Map<PeerAddress, Long> seen = new LinkedHashMap<>();
  private @Nullable PeerRecords saved;

  /**
   * Without a file nothing is kept.
   *
   * @param folder the folder of the file
   */
  PeerBook(
      @Nullable Path folder, PeerAdmission admission, GossipService gossip, InstantSource clock) {
    this.file = folder == null ? null : new PeerRecordsFile(folder.resolve("peers.json"));
    this.admission = admission;
    this.gossip = gossip;
    this.clock = clock;
  }

  /** Takes over what the file holds. Before the network starts. */
  void load() {
    if (file == null) {
      return;
    }
    try {
      PeerRecords records = file.read();
      if (records != null) {
        restore(records);
      }
    } catch (IOException | DecodeException e) {
      LOG.warn("{} is not read, peers and bans start anew: {}", file.path(), e.getMessage());
    }
  }

  private void restore(PeerRecords records) {
    long now = clock.millis();
    admission.change(gate -> {
      records.peerBans().forEach((peer, until) -> gate.ban(peer, until.longValue()));
      records.addressBans().forEach((address, until) -> gate.ban(address, until.longValue()));
      records.blockedPeers().forEach(peer -> gate.block(peer, true));
      records.blockedAddresses().forEach(address -> gate.block(address, true));
      records.blockedSubnets().forEach(subnet -> gate.block(subnet, true));
      gate.expire(now);
    });
    records
        .scores()
        .forEach((peer, score) -> gossip.restore(peer, score, now - records.savedAtMillis()));
    synchronized (this) {
      records
          .seen()
          .forEach((address, at) -> {
            if (now - at < KEEP_MILLIS) {
              seen.put(address, at);
            }
          });
    }
  }

  /** A peer was reached at an address. */
  synchronized void seen(PeerAddress address) {
    seen.remove(address);
    if (seen.size() >= MAX_SEEN) {
      seen.remove(seen.keySet().iterator().next());
    }
    seen.put(address, clock.millis());
  }

  /** Where peers were reached in the last 24 hours, the latest last. */
  synchronized List<PeerAddress> addresses() {
    long before = clock.millis() - KEEP_MILLIS;
    seen.values().removeIf(at -> at < before);
    return List.copyOf(seen.keySet());
  }

  /** How many peers are remembered. */
  int size() {
    return (int) addresses().stream().map(PeerAddress::peer).distinct().count();
  }

  /** Saves what changed; every second. */
  @Override
  public long run(long nowMillis) {
    if (file == null) {
      return NEVER;
    }
    PeerRecords now = records(nowMillis);
    PeerRecords before = saved;
    if (before == null || !sameButScores(before, now)) {
      save(now);
    } else if (nowMillis - before.savedAtMillis() >= SCORES_MILLIS
        && !before.scores().equals(now.scores())) {
      save(now);
    }
    return nowMillis + LOOK_MILLIS;
  }

  /** Saves everything as of now. */
  void save() {
    if (file != null) {
      save(records(clock.millis()));
    }
  }

  private void save(PeerRecords records) {
    if (file != null) {
      try {
        file.write(records);
        saved = records;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + file.path() + ": " + e.getMessage(), e);
      }
    }
  }

  private static boolean sameButScores(PeerRecords first, PeerRecords second) {
    return first.seen().keySet().equals(second.seen().keySet())
        && first.peerBans().equals(second.peerBans())
        && first.addressBans().equals(second.addressBans())
        && first.blockedPeers().equals(second.blockedPeers())
        && first.blockedAddresses().equals(second.blockedAddresses())
        && first.blockedSubnets().equals(second.blockedSubnets());
  }

  private PeerRecords records(long nowMillis) {
    Map<PeerAddress, Long> reached;
    synchronized (this) {
      reached = Map.copyOf(seen);
    }
    return admission.read(gate ->
        new PeerRecords(
            nowMillis,
            reached,
            gossip.allScores(),
            gate.peerBans(),
            gate.addressBans(),
            gate.blockedPeers(),
            gate.blockedAddresses(),
            gate.blockedSubnets()));
  }
}
