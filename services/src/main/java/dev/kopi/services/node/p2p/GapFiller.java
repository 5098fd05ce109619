package dev.kopi.services.node.p2p;

import dev.kopi.adapters.p2p.host.IdentifyInfo;
import dev.kopi.adapters.p2p.host.P2pHost;
import dev.kopi.adapters.p2p.host.PeerConnection;
import dev.kopi.adapters.p2p.payload.PayloadByNumber;
import dev.kopi.adapters.p2p.wire.Reads;
import dev.kopi.adapters.p2p.yamux.YamuxStream;
import dev.kopi.core.p2p.block.GossipChain;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.rollup.UnsafePayloads;
import dev.kopi.services.lifecycle.Work;
import dev.kopi.services.node.driver.UnsafePayloadOutcome;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks peers for the few blocks between the unsafe head and a gossiped block that does not extend
 * it. Most peers do not serve blocks any more: one that did not answer is left alone for a while,
 * and what nobody has comes from L1. An answer is no more than a proposal: the engine checks that
 * it extends the chain.
 */
final class GapFiller implements Work {
  private static final Logger LOG = LoggerFactory.getLogger(GapFiller.class);
  private static final int MAX_GAP = 32;
  private static final int READ_MILLIS = 10_000;
  private static final long PAUSE_MILLIS = 10 * 60 * 1000;
  private static final int MAX_SILENT = 1_000;

  private final P2pHost host;
  private final GossipChain chain;
  private final LongSupplier unsafeHead;
  private final Function<UnsafePayloads.Entry, CompletableFuture<UnsafePayloadOutcome>> sink;
  private final AtomicLong wanted = new AtomicLong(-1);
  private final Map<PeerId, Long> silentUntil = new HashMap<>();
  private volatile Runnable wake = () -> {};

  GapFiller(
      P2pHost host,
      GossipChain chain,
      LongSupplier unsafeHead,
      Function<UnsafePayloads.Entry, CompletableFuture<UnsafePayloadOutcome>> sink) {
    this.host = host;
    this.chain = chain;
    this.unsafeHead = unsafeHead;
    this.sink = sink;
  }

  void wakeBy(Runnable action) {
    wake = action;
  }

  /** A block of this number waits for its parent. From any thread. */
  void queued(long number) {
    wanted.set(number);
    wake.run();
  }

  @Override
  public long run(long nowMillis) {
    long end = wanted.getAndSet(-1);
    long from = unsafeHead.getAsLong() + 1;
    if (end > from && end - from <= MAX_GAP) {
      for (long number = from; number < end; number++) {
        UnsafePayloads.Entry block = ask(number, nowMillis);
        if (block == null) {
          break;
        }
        // Whether it extends the chain shows when the blocks after it are inserted.
        var _ = sink.apply(block);
      }
    }
    return NEVER;
  }

  private UnsafePayloads.@Nullable Entry ask(long number, long nowMillis) {
    for (PeerConnection peer : host.connections()) {
      if (silentUntil.getOrDefault(peer.peer(), 0L) > nowMillis || !serves(peer)) {
        continue;
      }
      PayloadByNumber.Answer answer = ask(peer, number);
      if (answer.block() != null) {
        return answer.block();
      }
      LOG.atDebug()
          .addKeyValue("peer", peer.peer())
          .addKeyValue("block", number)
          .addKeyValue("answer", answer.outcome())
          .log("a peer does not serve a block");
      if (silentUntil.size() >= MAX_SILENT) {
        silentUntil.clear();
      }
      silentUntil.put(peer.peer(), nowMillis + PAUSE_MILLIS);
    }
    return null;
  }

  private boolean serves(PeerConnection peer) {
    IdentifyInfo info = peer.info();
    return info != null && info.protocols().contains(PayloadByNumber.protocol(chain));
  }

  private PayloadByNumber.Answer ask(PeerConnection peer, long number) {
    try {
      YamuxStream stream = peer.open(List.of(PayloadByNumber.protocol(chain))).stream();
      try {
        stream.readTimeout(READ_MILLIS);
        stream.write(PayloadByNumber.request(number));
        stream.closeWrite();
        byte[] response = Reads.toEnd(stream, PayloadByNumber.MAX_RESPONSE_BYTES);
        return PayloadByNumber.read(response, number, chain);
      } finally {
        stream.close();
      }
    } catch (IOException e) {
      return new PayloadByNumber.Answer(PayloadByNumber.Outcome.FAILED, null);
    }
  }
}
