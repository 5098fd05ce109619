package dev.kopi.adapters.p2p.host;

import dev.kopi.core.p2p.peer.PeerId;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The connections of a host, those in the making counted. From any thread. */
final class PeerTable {
  private static final int MAX_PER_PEER = 2;

  private final int maxConnections;
  private final int maxPerAddress;
  private final Map<PeerId, List<PeerConnection>> byPeer = new HashMap<>();
  private final Map<InetAddress, Integer> byAddress = new HashMap<>();
  private int reserved;

  PeerTable(int maxConnections, int maxPerAddress) {
    this.maxConnections = maxConnections;
    this.maxPerAddress = maxPerAddress;
  }

  /** The place of a connection, from the first byte on. */
  static final class Place {
    private final InetAddress address;
    private boolean released;

    private Place(InetAddress address) {
      this.address = address;
    }
  }

  /** Counts a connection in the making; null when there is no room for it. */
  synchronized @Nullable Place reserve(InetAddress address) {
    int atAddress = byAddress.getOrDefault(address, 0);
    if (reserved >= maxConnections || atAddress >= maxPerAddress) {
      return null;
    }
    reserved++;
    byAddress.put(address, atAddress + 1);
    return new Place(address);
  }

  /** A connection that was counted is over, or never came about. Counts once. */
  synchronized void release(Place place) {
    if (place.released) {
      return;
    }
    place.released = true;
    reserved--;
    byAddress.computeIfPresent(place.address, (key, count) -> count == 1 ? null : count - 1);
  }

  /** The outcome of {@link #add}. */
  enum Added {
    FIRST,
    ANOTHER,
    TOO_MANY
  }

  synchronized Added add(PeerConnection connection) {
    List<PeerConnection> same =
        byPeer.computeIfAbsent(connection.peer(), peer -> new ArrayList<>());
    if (same.size() >= MAX_PER_PEER) {
      return Added.TOO_MANY;
    }
    same.add(connection);
    return same.size() == 1 ? Added.FIRST : Added.ANOTHER;
  }

  /** Whether it was the last of its peer. */
  synchronized boolean remove(PeerConnection connection) {
    List<PeerConnection> same = byPeer.get(connection.peer());
    if (same == null || !same.remove(connection) || !same.isEmpty()) {
      return false;
    }
    byPeer.remove(connection.peer());
    return true;
  }

  synchronized @Nullable PeerConnection of(PeerId peer) {
    List<PeerConnection> same = byPeer.get(peer);
    return same == null ? null : same.getFirst();
  }

  /** All connections. */
  synchronized List<PeerConnection> all() {
    return byPeer.values().stream().flatMap(List::stream).toList();
  }
}
