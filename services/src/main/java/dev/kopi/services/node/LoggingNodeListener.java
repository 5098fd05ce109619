package dev.kopi.services.node;

import dev.kopi.adapters.telemetry.LogThrottle;
import dev.kopi.core.derivation.event.DerivationEvent;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.Consolidation;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.services.node.driver.NodeDriver;
import dev.kopi.services.node.driver.NodeListener;
import dev.kopi.services.node.rpc.SafeHeads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Logs what the driver reports, records the safe heads, and forwards to another listener. */
final class LoggingNodeListener implements NodeListener {
  private static final Logger LOG = LoggerFactory.getLogger(LoggingNodeListener.class);

  private final SafeHeads safeHeads;
  private final NodeListener next;
  private final LogThrottle resets = new LogThrottle();
  private final LogThrottle derivation = new LogThrottle();
  private final LogThrottle sequencing = new LogThrottle();

  /**
   * A listener in front of another one.
   *
   * @param safeHeads records the safe heads
   * @param next gets every report
   */
  LoggingNodeListener(SafeHeads safeHeads, NodeListener next) {
    this.safeHeads = safeHeads;
    this.next = next;
  }

  @Override
  public void onStatus(SyncStatus status) {
    LOG.debug(
        "heads: unsafe={} safe={} finalized={} l1={}",
        status.unsafeL2().number(),
        status.safeL2().number(),
        status.finalizedL2().number(),
        status.currentL1().number());
    next.onStatus(status);
  }

  @Override
  public void onSafeHead(L2BlockRef safe, BlockId l1) {
    safeHeads.moved(safe, l1);
    next.onSafeHead(safe, l1);
  }

  @Override
  public void onSafeHeadReset(L2BlockRef safe) {
    safeHeads.reset(safe);
    next.onSafeHeadReset(safe);
  }

  @Override
  public void onReset(String reason) {
    if (reason.equals(NodeDriver.START)) {
      LOG.info("looking for the heads to derive from");
    } else {
      LOG.atLevel(resets.shouldLog(reason) ? Level.WARN : Level.DEBUG)
          .log("pipeline reset: {}", reason);
    }
    next.onReset(reason);
  }

  @Override
  public void onDerivation(DerivationEvent event) {
    if (event.isLoss()) {
      LOG.info("derivation: {}", event);
    } else {
      LOG.debug("derivation: {}", event);
    }
    next.onDerivation(event);
  }

  @Override
  public void onDerivationFailure(String reason) {
    LOG.atLevel(derivation.shouldLog(reason) ? Level.WARN : Level.DEBUG)
        .log("derivation failed, retrying: {}", reason);
    next.onDerivationFailure(reason);
  }

  @Override
  public void onUnsafeReorg(long number, Consolidation.Mismatch difference) {
    LOG.warn("unsafe block {} differs from the derived one: {}", number, difference);
    next.onUnsafeReorg(number, difference);
  }

  @Override
  public void onSequencingFailure(String reason) {
    LOG.atLevel(sequencing.shouldLog(reason) ? Level.WARN : Level.DEBUG)
        .log("sequencing failed, retrying: {}", reason);
    next.onSequencingFailure(reason);
  }

  @Override
  public void onSequenced(L2BlockRef block, int transactions, int deposits) {
    LOG.debug("sequenced block {} with {} transactions", block.number(), transactions);
    next.onSequenced(block, transactions, deposits);
  }

  @Override
  public void onActivity(boolean sequencing, boolean derivationIdle) {
    next.onActivity(sequencing, derivationIdle);
  }

  @Override
  public void onUnsafePayload(L2BlockRef block, boolean accepted) {
    LOG.debug("unsafe block {} accepted={}", block.number(), accepted);
    next.onUnsafePayload(block, accepted);
  }
}
