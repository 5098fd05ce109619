package dev.kopi.services.node.p2p;

import dev.kopi.adapters.p2p.host.PeerConnection;
import dev.kopi.adapters.p2p.host.StreamHandler;
import dev.kopi.adapters.p2p.payload.PayloadByNumber;
import dev.kopi.adapters.p2p.payload.PayloadSource;
import dev.kopi.adapters.p2p.yamux.YamuxStream;
import dev.kopi.core.p2p.block.GossipChain;
import dev.kopi.core.p2p.gate.TokenBucket;
import dev.kopi.core.p2p.peer.PeerId;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Serves blocks on request, to each peer only so many. */
final class PayloadStreams implements StreamHandler {
  private static final int READ_MILLIS = 10_000;
  private static final long MAX_DELAY_MILLIS = 20_000;
  private static final double GLOBAL_PER_SECOND = 20;
  private static final double GLOBAL_BURST = 40;
  private static final double PEER_PER_SECOND = 4;
  private static final double PEER_BURST = 15;
  private static final int MAX_PEERS = 1_000;

  private final GossipChain chain;
  private final PayloadSource source;
  private final InstantSource clock;
  private final TokenBucket global;
  private final Map<PeerId, TokenBucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PeerId, TokenBucket> eldest) {
          return size() > MAX_PEERS;
        }
      };

  PayloadStreams(GossipChain chain, PayloadSource source, InstantSource clock) {
    this.chain = chain;
    this.source = source;
    this.clock = clock;
    this.global = new TokenBucket(GLOBAL_PER_SECOND, GLOBAL_BURST, clock.millis());
  }

  @Override
  public void handle(PeerConnection peer, String protocol, YamuxStream stream) throws IOException {
    long delay = delay(peer.peer());
    if (delay < 0) {
      throw new IOException("payload_by_number: the peer asks too often");
    }
    try {
      Thread.sleep(delay);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    stream.readTimeout(READ_MILLIS);
    byte[] request = new byte[PayloadByNumber.REQUEST_BYTES];
    int have = 0;
    while (have < request.length) {
      int count = stream.read(request, have, request.length - have);
      if (count < 0) {
        request = new byte[0];
        break;
      }
      have += count;
    }
    stream.write(PayloadByNumber.serve(request, chain, source, clock.millis() / 1000));
  }

  private synchronized long delay(PeerId peer) {
    long now = clock.millis();
    TokenBucket own =
        buckets.computeIfAbsent(peer, id -> new TokenBucket(PEER_PER_SECOND, PEER_BURST, now));
    long wait = own.take(now, MAX_DELAY_MILLIS);
    // A peer that is refused takes nothing from the others.
    long shared = wait < 0 ? -1 : global.take(now, MAX_DELAY_MILLIS);
    return shared < 0 ? -1 : Math.max(wait, shared);
  }
}
