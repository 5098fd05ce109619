package dev.kopi.services.node;

import dev.kopi.adapters.telemetry.LogThrottle;
import dev.kopi.core.derivation.event.DerivationEvent;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.Consolidation;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.node.driver.NodeDriver;
import dev.kopi.services.node.driver.NodeListener;
import dev.kopi.services.node.rpc.SafeHeads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logs what the driver reports, records safe heads and stalls, and forwards to another listener.
 */
final class LoggingNodeListener implements NodeListener {
  private static final Logger LOG = LoggerFactory.getLogger(LoggingNodeListener.class);

  private static final String DERIVATION = "derivation";

  private final SafeHeads safeHeads;
  private final BlockId genesisL1;
  private final BlockId genesisL2;
  private final RoleHealth health;
  private final NodeListener next;
  private final LogThrottle resets = new LogThrottle();
  private final LogThrottle derivation = new LogThrottle();
  private final LogThrottle finality = new LogThrottle();
  private final LogThrottle sequencing = new LogThrottle();

  /**
   * A listener in front of another one.
   *
   * @param safeHeads records the safe heads
   * @param genesisL1 the L1 block that the rollup starts from
   * @param genesisL2 the first L2 block
   * @param health learns whether derivation is stalled
   * @param next gets every report
   */
  LoggingNodeListener(
      SafeHeads safeHeads,
      BlockId genesisL1,
      BlockId genesisL2,
      RoleHealth health,
      NodeListener next) {
    this.safeHeads = safeHeads;
    this.genesisL1 = genesisL1;
    this.genesisL2 = genesisL2;
    this.health = health;
    this.next = next;
  }

  @Override
  public void onStatus(SyncStatus status) {
    LOG.atDebug()
        .addKeyValue("unsafe", status.unsafeL2().number())
        .addKeyValue("safe", status.safeL2().number())
        .addKeyValue("finalized", status.finalizedL2().number())
        .addKeyValue("l1", status.currentL1().number())
        .log("heads");
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
    if (safe.id().equals(genesisL2)) {
      // It is safe by definition, and all later ones are going to be seen.
      safeHeads.moved(safe, genesisL1);
    }
    next.onSafeHeadReset(safe);
  }

  @Override
  public void onReset(String reason) {
    if (reason.equals(NodeDriver.START)) {
      LOG.info("looking for the heads to derive from");
    } else {
      LOG.atLevel(resets.shouldLog(reason) ? Level.WARN : Level.DEBUG)
          .addKeyValue("reason", reason)
          .log("pipeline reset");
    }
    next.onReset(reason);
  }

  @Override
  public void onDerivation(DerivationEvent event) {
    LOG.atLevel(event.isLoss() ? Level.INFO : Level.DEBUG)
        .addKeyValue("event", event)
        .log("derivation event");
    next.onDerivation(event);
  }

  @Override
  public void onDerivationFailure(String reason) {
    LOG.atLevel(derivation.shouldLog(reason) ? Level.WARN : Level.DEBUG)
        .addKeyValue("reason", reason)
        .log("derivation failed, retrying");
    next.onDerivationFailure(reason);
  }

  @Override
  public void onDerivationStalled(long millis, L1BlockRef at, String reason) {
    health.impaired(DERIVATION, "stalled for " + millis / 1000 + " s: " + reason);
    LOG.atWarn()
        .addKeyValue("seconds", millis / 1000)
        .addKeyValue("l1", at.number())
        .addKeyValue("reason", reason)
        .log("derivation stalled");
    next.onDerivationStalled(millis, at, reason);
  }

  @Override
  public void onDerivationResumed(long millis) {
    health.restored(DERIVATION);
    LOG.atInfo().addKeyValue("seconds", millis / 1000).log("derivation resumed");
    next.onDerivationResumed(millis);
  }

  @Override
  public void onFinalityWait(String reason) {
    LOG.atLevel(finality.shouldLog(reason) ? Level.WARN : Level.DEBUG)
        .addKeyValue("reason", reason)
        .log("L1 finality is not used");
    next.onFinalityWait(reason);
  }

  @Override
  public void onUnsafeReorg(long number, Consolidation.Mismatch difference) {
    LOG.atWarn()
        .addKeyValue("number", number)
        .addKeyValue("difference", difference)
        .log("unsafe reorg: the derived block replaces the unsafe one");
    next.onUnsafeReorg(number, difference);
  }

  @Override
  public void onSequencingFailure(String reason) {
    LOG.atLevel(sequencing.shouldLog(reason) ? Level.WARN : Level.DEBUG)
        .addKeyValue("reason", reason)
        .log("sequencing failed");
    next.onSequencingFailure(reason);
  }

  @Override
  public void onSequenced(L2BlockRef block, int transactions, int deposits) {
    LOG.atDebug()
        .addKeyValue("number", block.number())
        .addKeyValue("txs", transactions)
        .log("sequenced block");
    next.onSequenced(block, transactions, deposits);
  }

  @Override
  public void onActivity(boolean sequencing, boolean derivationIdle) {
    next.onActivity(sequencing, derivationIdle);
  }

  @Override
  public void onUnsafePayload(L2BlockRef block, boolean accepted) {
    LOG.atLevel(accepted ? Level.DEBUG : Level.WARN)
        .addKeyValue("number", block.number())
        .addKeyValue("hash", block.hash())
        .log(accepted ? "inserted unsafe payload" : "invalid unsafe payload");
    next.onUnsafePayload(block, accepted);
  }
}
