package dev.kopi.apps.bench.p2p;

import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.p2p.peer.PeerAddress;
import dev.kopi.services.node.driver.UnsafePayloadOutcome;
import dev.kopi.services.node.p2p.PeerToPeer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** A verifier's node on loopback that passes blocks on between nodes that are not peers. */
public final class GossipRelay implements AutoCloseable {
  private static final long KEY = 3;

  private final PeerToPeer node;

  /**
   * Starts the node.
   *
   * @param port where it listens; 0 takes a free port
   * @throws IOException when it cannot listen
   */
  public GossipRelay(Crypto crypto, int port) throws IOException {
    node = new BenchNodes(crypto).verifier(KEY, port);
    node.start(
        block -> CompletableFuture.completedFuture(new UnsafePayloadOutcome.Queued()),
        () -> Long.MAX_VALUE,
        height -> null);
  }

  /** Where nodes reach it. */
  public PeerAddress address() {
    return node.address();
  }

  @Override
  public void close() {
    node.close();
  }
}
