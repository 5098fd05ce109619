package dev.kopi.services.node.p2p;

import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.p2p.peer.PeerAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the P2P network.
 *
 * @param key the identity of this node
 * @param listen where it listens; port 0: any that is free
 * @param advertised the address that peers are told; null for that of {@code listen}
 * @param staticPeers peers that are always dialled again, and never banned
 * @param blockSigner signs the blocks of this sequencer; null when it publishes none
 * @param maxAge how old a gossiped block may be
 * @param wantedPeers how many peers this node looks for
 * @param maxPeers the most connections
 * @param scoring whether peers are scored
 * @param banning whether peers with a low score are banned
 * @param banThreshold the score below which they are
 * @param banDuration for how long
 * @param serveBlocks whether blocks are served on request
 * @param signerInterval how often L1 is asked who signs blocks
 * @param peerStore where peers, bans and scores are kept over a restart; null: nowhere
 * @param discovery how peers are discovered; null: they are not
 */
public record PeerToPeerConfig(
    PrivateKey key,
    InetSocketAddress listen,
    @Nullable PeerAddress advertised,
    List<PeerAddress> staticPeers,
    @Nullable BlockSigner blockSigner,
    Duration maxAge,
    int wantedPeers,
    int maxPeers,
    boolean scoring,
    boolean banning,
    double banThreshold,
    Duration banDuration,
    boolean serveBlocks,
    Duration signerInterval,
    @Nullable Path peerStore,
    @Nullable DiscoverySettings discovery) {
  /** Copies the list. */
  public PeerToPeerConfig {
    staticPeers = List.copyOf(staticPeers);
  }
}
