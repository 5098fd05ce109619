package dev.kopi.services.node.p2p;

import dev.kopi.core.p2p.gate.PeerGate;
import dev.kopi.core.p2p.gossip.PeerScore;
import dev.kopi.core.p2p.peer.PeerAddress;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.primitives.Bytes;
import java.util.List;
import java.util.Map;

/**
 * What a node knows of its peers over a restart.
 *
 * @param savedAtMillis when that was so
 * @param seen where peers were reached, and when last
 * @param scores the scores that are not 0
 * @param peerBans the peers that are banned, and until when
 * @param addressBans the addresses that are banned, and until when
 * @param blockedPeers the peers that operators blocked
 * @param blockedAddresses the addresses that operators blocked
 * @param blockedSubnets the subnets that operators blocked
 */
record PeerRecords(
    long savedAtMillis,
    Map<PeerAddress, Long> seen,
    Map<PeerId, PeerScore> scores,
    Map<PeerId, Long> peerBans,
    Map<Bytes, Long> addressBans,
    List<PeerId> blockedPeers,
    List<Bytes> blockedAddresses,
    List<PeerGate.Subnet> blockedSubnets) {
  PeerRecords {
    seen = Map.copyOf(seen);
    scores = Map.copyOf(scores);
    peerBans = Map.copyOf(peerBans);
    addressBans = Map.copyOf(addressBans);
    blockedPeers = List.copyOf(blockedPeers);
    blockedAddresses = List.copyOf(blockedAddresses);
    blockedSubnets = List.copyOf(blockedSubnets);
  }
}
