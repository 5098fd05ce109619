package dev.kopi.services.node.p2p;

import dev.kopi.adapters.p2p.gossip.BlockTopics;
import dev.kopi.adapters.p2p.gossip.GossipService;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.p2p.block.BlockSignatures;
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

  private final BlockTopics topics;
  private final GossipService gossip;
  private final UInt256 chainId;
  private final PrivateKey key;
  private final Secp256k1 curve;
  private final BlockingQueue<PayloadEnvelope> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private volatile Runnable wake = () -> {};

  BlockPublisher(
      BlockTopics topics, GossipService gossip, UInt256 chainId, PrivateKey key, Secp256k1 curve) {
    this.topics = topics;
    this.gossip = gossip;
    this.chainId = chainId;
    this.key = key;
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
      BlockSignatures.sign(message, chainId, key, curve);
      gossip.publish(topics.topic(block), BlockTopics.compress(message));
    }
    return NEVER;
  }
}
