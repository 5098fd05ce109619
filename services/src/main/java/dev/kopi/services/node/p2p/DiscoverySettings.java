package dev.kopi.services.node.p2p;

import dev.kopi.core.p2p.gate.PeerGate;
import dev.kopi.core.p2p.record.NodeRecord;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How peers are discovered.
 *
 * @param udpPort the UDP port to listen on; 0: the TCP port
 * @param advertised the IP address of this node's record; null: see {@link
 *     dev.kopi.adapters.p2p.discovery.DiscoveryConfig}
 * @param advertisedTcp the TCP port of this node's record; 0: the one that is listened on
 * @param advertisedUdp the UDP port of this node's record; 0: the one that is listened on
 * @param bootnodes nodes to ask first
 * @param restrictedTo the subnets that nodes are talked to in; empty: everywhere
 * @param folder where the table is kept over a restart; null: nowhere
 */
public record DiscoverySettings(
    int udpPort,
    @Nullable InetAddress advertised,
    int advertisedTcp,
    int advertisedUdp,
    List<NodeRecord> bootnodes,
    List<PeerGate.Subnet> restrictedTo,
    @Nullable Path folder) {
  /** Copies the lists. */
  public DiscoverySettings {
    bootnodes = List.copyOf(bootnodes);
    restrictedTo = List.copyOf(restrictedTo);
  }
}
