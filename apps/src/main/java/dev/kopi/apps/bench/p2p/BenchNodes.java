package dev.kopi.apps.bench.p2p;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.p2p.block.GossipChain;
import dev.kopi.core.p2p.gossip.ScoreParams;
import dev.kopi.core.p2p.peer.PeerAddress;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.node.p2p.BlockSigner;
import dev.kopi.services.node.p2p.PeerToPeer;
import dev.kopi.services.node.p2p.PeerToPeerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Nodes on loopback that gossip the blocks of a made-up chain: chain id 901, a block a second since
 * 1,700,000,000, all forks up to Jovian at genesis, blocks signed with the private key 77. They ban
 * nobody, or the others at their address would go with a hostile one.
 */
public final class BenchNodes {
  private static final PrivateKey SIGNER = PrivateKey.of(UInt256.of(77));

  private final Crypto crypto;
  private final GossipChain chain;

  /** Nodes that use these primitives. */
  public BenchNodes(Crypto crypto) {
    this.crypto = crypto;
    Map<OpFork, Long> times = new EnumMap<>(OpFork.class);
    for (OpFork fork : OpFork.values()) {
      if (OpFork.JOVIAN.atLeast(fork)) {
        times.put(fork, 0L);
      }
    }
    this.chain =
        new GossipChain(UInt256.of(901), 0, 1_700_000_000, 1, new OpSpec(times, 6, 50, 250));
  }

  /** The chain. */
  public GossipChain chain() {
    return chain;
  }

  /** A node that signs blocks; not started. Port 0 takes a free one. */
  public PeerToPeer sequencer(int port, PeerAddress... peers) throws IOException {
    return node(1, port, BlockSigner.of(SIGNER), peers);
  }

  /** A node whose identity is a private key; not started. Port 0 takes a free one. */
  public PeerToPeer verifier(long key, int port, PeerAddress... peers) throws IOException {
    return node(key, port, null, peers);
  }

  private PeerToPeer node(long key, int port, @Nullable BlockSigner own, PeerAddress... peers)
      throws IOException {
    PeerToPeerConfig config =
        new PeerToPeerConfig(
            PrivateKey.of(UInt256.of(key)),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            null,
            List.of(peers),
            own,
            Duration.ofSeconds(60),
            0,
            30,
            true,
            false,
            ScoreParams.BAN_THRESHOLD,
            Duration.ofHours(1),
            false,
            Duration.ofMinutes(10),
            null,
            null);
    return new PeerToPeer(
        config,
        chain,
        crypto,
        () -> crypto.secp256k1().address(SIGNER),
        "kopi/bench",
        InstantSource.system(),
        new RoleHealth("bench"));
  }
}
