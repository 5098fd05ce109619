package dev.kopi.services.node.p2p;

import dev.kopi.adapters.p2p.gossip.BlockTopics;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.p2p.block.BlockSigners;
import dev.kopi.core.p2p.block.SignerRotation;
import dev.kopi.core.primitives.Address;
import dev.kopi.services.lifecycle.Work;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks L1 from time to time who signs blocks. */
final class BlockSignerWatch implements Work, BlockTopics.Signers {
  private static final Logger LOG = LoggerFactory.getLogger(BlockSignerWatch.class);
  private static final long RETRY_MILLIS = 2_000;

  private final Supplier<@Nullable Address> source;
  private final long intervalMillis;
  private final InstantSource clock;
  private long dueAt = Long.MIN_VALUE;
  private final SignerRotation rotation = new SignerRotation();

  /**
   * Knows no signer yet.
   *
   * @param source asks L1; throws {@link TemporaryException} when it does not answer
   */
  BlockSignerWatch(Supplier<@Nullable Address> source, long intervalMillis, InstantSource clock) {
    this.source = source;
    this.intervalMillis = intervalMillis;
    this.clock = clock;
  }

  @Override
  public long run(long nowMillis) {
    if (nowMillis >= dueAt) {
      dueAt = look(nowMillis);
    }
    return dueAt;
  }

  private long look(long nowMillis) {
    try {
      Address signer = source.get();
      Address before = observed(signer, nowMillis);
      if (signer == null) {
        LOG.warn("SystemConfig names no signer of blocks: gossiped blocks are ignored");
      } else if (!signer.equals(before)) {
        LOG.atInfo()
            .addKeyValue("signer", signer)
            .addKeyValue("before", before)
            .log("signer of gossiped blocks");
      }
      return nowMillis + intervalMillis;
    } catch (TemporaryException e) {
      LOG.warn("cannot read the signer of blocks from L1: {}", e.getMessage());
      return nowMillis + RETRY_MILLIS;
    }
  }

  private synchronized @Nullable Address observed(@Nullable Address signer, long nowMillis) {
    Address before = rotation.signers(nowMillis).current();
    rotation.observed(signer, nowMillis);
    return before;
  }

  @Override
  public synchronized BlockSigners signers() {
    return rotation.signers(clock.millis());
  }

  @Override
  public synchronized void confirmCurrent() {
    rotation.confirmCurrent();
  }
}
