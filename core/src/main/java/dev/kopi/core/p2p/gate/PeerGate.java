package dev.kopi.core.p2p.gate;

import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.primitives.Bytes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Peers, IP addresses and subnets that are blocked by operators, and peers and addresses that are
 * banned for a while. IP addresses are their 4 or 16 bytes.
 *
 * <p>Owned by one thread.
 */
public final class PeerGate {
  private static final int MAX_BANS = 10_000;

  /**
   * A subnet.
   *
   * @param address its first address
   * @param bits how many bits of it count
   */
  public record Subnet(Bytes address, int bits) {
    /** Whether an address lies in it. */
    public boolean contains(Bytes other) {
      if (other.size() != address.size()) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit & 7);
        if ((address.get(bit >> 3) & mask) != (other.get(bit >> 3) & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private final Set<PeerId> peers = new LinkedHashSet<>();
  private final Set<Bytes> addresses = new LinkedHashSet<>();
  private final Set<Subnet> subnets = new LinkedHashSet<>();
  private final Map<PeerId, Long> bannedPeers = new LinkedHashMap<>();
  private final Map<Bytes, Long> bannedAddresses = new LinkedHashMap<>();

  /** Whether a peer may connect, or be dialled. */
  public boolean allows(PeerId peer, long nowMillis) {
    return !peers.contains(peer) && bannedPeers.getOrDefault(peer, 0L) <= nowMillis;
  }

  /** Whether an address may connect, or be dialled. */
  public boolean allows(Bytes address, long nowMillis) {
    return !addresses.contains(address)
        && bannedAddresses.getOrDefault(address, 0L) <= nowMillis
        && subnets.stream().noneMatch(subnet -> subnet.contains(address));
  }

  /** Blocks a peer, or no longer. */
  public void block(PeerId peer, boolean blocked) {
    change(peers, peer, blocked);
  }

  /** Blocks an address, or no longer. */
  public void block(Bytes address, boolean blocked) {
    change(addresses, address, blocked);
  }

  /** Blocks a subnet, or no longer. */
  public void block(Subnet subnet, boolean blocked) {
    change(subnets, subnet, blocked);
  }

  private static <T> void change(Set<T> set, T value, boolean add) {
    if (add) {
      set.add(value);
    } else {
      set.remove(value);
    }
  }

  /** Bans a peer and its address until a time. */
  public void ban(PeerId peer, Bytes address, long untilMillis) {
    put(bannedPeers, peer, untilMillis);
    put(bannedAddresses, address, untilMillis);
  }

  /** Bans a peer until a time. */
  public void ban(PeerId peer, long untilMillis) {
    put(bannedPeers, peer, untilMillis);
  }

  /** Bans an address until a time. */
  public void ban(Bytes address, long untilMillis) {
    put(bannedAddresses, address, untilMillis);
  }

  private static <K> void put(Map<K, Long> bans, K key, long until) {
    bans.remove(key);
    if (bans.size() >= MAX_BANS) {
      Iterator<K> oldest = bans.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    bans.put(key, until);
  }

  /** Forgets bans that are over. */
  public void expire(long nowMillis) {
    bannedPeers.values().removeIf(until -> until <= nowMillis);
    bannedAddresses.values().removeIf(until -> until <= nowMillis);
  }

  /** The peers that operators blocked. */
  public List<PeerId> blockedPeers() {
    return new ArrayList<>(peers);
  }

  /** The addresses that operators blocked. */
  public List<Bytes> blockedAddresses() {
    return new ArrayList<>(addresses);
  }

  /** The subnets that operators blocked. */
  public List<Subnet> blockedSubnets() {
    return new ArrayList<>(subnets);
  }

  /** The peers that are banned, and until when. */
  public Map<PeerId, Long> peerBans() {
    return new LinkedHashMap<>(bannedPeers);
  }

  /** The addresses that are banned, and until when. */
  public Map<Bytes, Long> addressBans() {
    return new LinkedHashMap<>(bannedAddresses);
  }

  /** How many peers are banned. */
  public int bannedPeers() {
    return bannedPeers.size();
  }
}
