package dev.kopi.adapters.p2p.discovery;

import dev.kopi.core.p2p.record.NodeRecord;
import dev.kopi.core.primitives.UInt256;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How peers are found.
 *
 * @param listen the UDP address to listen on
 * @param advertised the IP address of this node's record; null for that of {@code listen}, and when
 *     that is any address for the one that other nodes see
 * @param advertisedTcp the TCP port of this node's record
 * @param advertisedUdp the UDP port of this node's record
 * @param chainId the id of the L2 chain; nodes of others are not returned
 * @param bootnodes nodes to ask first
 * @param allowed the addresses that may be talked to
 */
public record DiscoveryConfig(
    InetSocketAddress listen,
    @Nullable InetAddress advertised,
    int advertisedTcp,
    int advertisedUdp,
    UInt256 chainId,
    List<NodeRecord> bootnodes,
    Predicate<InetAddress> allowed) {
  /** Copies the list. */
  public DiscoveryConfig {
    bootnodes = List.copyOf(bootnodes);
  }
}
