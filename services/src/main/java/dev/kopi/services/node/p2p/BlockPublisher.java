package dev.kopi.services.node.p2p;

import dev.kopi.adapters.p2p.gossip.BlockTopics;
import dev.kopi.adapters.p2p.gossip.GossipService;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.UnsafePayloads;
import dev.kopi.services.lifecycle.Work;
import dev.kopi.services.node.sequencer.Gossip;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs and publishes the blocks of this sequencer, on a thread of its own. When it does not keep
 * up, the oldest block is left out: peers derive it from L1.
 */
final class BlockPublisher implements Gossip, Work {
  private static final Logger LOG = LoggerFactory.getLogger(BlockPublisher.class);
  private static final int MAX_WAITING = 16;
  private static final int MAX_ATTEMPTS = 3;

  private final BlockTopics topics;
  private final GossipService gossip;
  private final UInt256 chainId;
  private final BlockSigner signer;
  private final Secp256k1 curve;
  private final BlockingQueue<PayloadEnvelope> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private volatile Runnable wake = () -> {};

  BlockPublisher(
      BlockTopics topics,
      GossipService gossip,
      UInt256 chainId,
      BlockSigner signer,
      Secp256k1 curve) {
    this.topics = topics;
    this.gossip = gossip;
    this.chainId = chainId;
    this.signer = signer;
    this.curve = curve;
  }

  void wakeBy(Runnable action) {
    wake = action;
  }

  @Override
  public void publish(PayloadEnvelope block) {
    while (!waiting.offer(block)) {
      PayloadEnvelope left = waiting.poll();
      if (left != null) {
        LOG.warn("block {} is not published: too many wait", left.payload().blockNumber());
      }
    }
    wake.run();
  }

  @Override
  public long run(long nowMillis) {
    for (PayloadEnvelope next = waiting.poll(); next != null; next = waiting.poll()) {
      UnsafePayloads.Entry block =
          new UnsafePayloads.Entry(next.payload(), next.parentBeaconBlockRoot());
      byte[] message = topics.unsigned(block);
      if (sign(message, next.payload().blockNumber())) {
        gossip.publish(topics.topic(block), BlockTopics.compress(message));
      }
    }
    return NEVER;
  }

  private boolean sign(byte[] message, long number) {
    for (int attempt = 1; ; attempt++) {
      try {
        signer.sign(message, chainId, curve);
        return true;
      } catch (TemporaryException e) {
        if (attempt == MAX_ATTEMPTS) {
          LOG.error("block {} is not published: {}", number, e.getMessage());
          return false;
        }
        LOG.warn("block {} is not signed yet: {}", number, e.getMessage());
      }
    }
  }
}
