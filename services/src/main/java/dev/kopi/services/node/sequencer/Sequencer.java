package dev.kopi.services.node.sequencer;

import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.attributes.AttributesBuilder;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.OriginSelection.Choice;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SequencerRules;
import dev.kopi.services.node.engine.EngineController;
import dev.kopi.services.node.engine.ForkGuard;
import dev.kopi.services.node.engine.L2Heads;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds blocks: selects the L1 origin, prepares the attributes, has the engine build until shortly
 * before the block's timestamp, then seals, commits, publishes and inserts. Each call of {@link
 * #act} does one step.
 *
 * <p>Owned by the driver's thread.
 */
public final class Sequencer {
  private static final long RETRY_MILLIS = 1000;
  private static final long SYNCING_RETRY_MILLIS = 30_000;

  /** The time of the next action when none is scheduled. */
  public static final long NEVER = Long.MAX_VALUE;

  private final RollupConfig config;
  private final SequencerConfig settings;
  private final EngineController engine;
  private final OriginSelector origins;
  private final AttributesBuilder attributes;
  private final Conductor conductor;
  private final Gossip gossip;
  private final SequencerListener listener;

  private boolean active;
  private boolean recover;
  private long nextAction = NEVER;
  private @Nullable Building building;
  private EngineController.SealResult.@Nullable Sealed sealed;

  private record Building(L2BlockRef parent, PayloadId id, long timestampSeconds) {}

  public Sequencer(
      RollupConfig config,
      SequencerConfig settings,
      EngineController engine,
      OriginSelector origins,
      AttributesBuilder attributes,
      Conductor conductor,
      Gossip gossip,
      SequencerListener listener) {
    this.config = config;
    this.settings = settings;
    this.engine = engine;
    this.origins = origins;
    this.attributes = attributes;
    this.conductor = conductor;
    this.gossip = gossip;
    this.listener = listener;
    this.recover = settings.recover();
  }

  public boolean isActive() {
    return active;
  }

  public void setRecover(boolean on) {
    recover = on;
  }

  public void start(long nowMillis) {
    active = true;
    building = null;
    sealed = null;
    nextAction = nowMillis;
  }

  public void stop() {
    active = false;
    building = null;
    sealed = null;
    nextAction = NEVER;
  }

  /** Whether a published block is not inserted yet. */
  public boolean hasSealedBlock() {
    return sealed != null;
  }

  /** When {@link #act} is to be called. */
  public long nextActionMillis() {
    return active ? nextAction : NEVER;
  }

  /** Derivation is reset. A published block is kept, so that no second one is built. */
  public void onReset() {
    building = null;
    nextAction = NEVER;
    origins.reset();
  }

  /** The reset is done. The next block is built after one block time. */
  public void onResetDone(long nowMillis) {
    dropStaleBlocks();
    nextAction = nowMillis + config.blockTimeSeconds() * 1000;
  }

  private boolean dropStaleBlocks() {
    Hash head = engine.heads().unsafe().hash();
    boolean staleJob = building != null && !building.parent().hash().equals(head);
    boolean staleBlock = sealed != null && !sealed.ref().parentHash().equals(head);
    if (staleJob) {
      building = null;
    }
    if (staleBlock) {
      sealed = null;
    }
    return staleJob || staleBlock;
  }

  /** The heads moved, but not by this sequencer. */
  public void onHeadsMoved(long nowMillis) {
    L2BlockRef unsafe = engine.heads().unsafe();
    boolean stale = dropStaleBlocks();
    if (active && sealed == null && building == null && (stale || nextAction == NEVER)) {
      nextAction = SequencerRules.buildAtMillis(config, unsafe, nowMillis);
    }
  }

  /**
   * Does the step that is due.
   *
   * @throws ResetException when derivation must be reset
   * @throws dev.kopi.services.lifecycle.FatalException when the next block belongs to a fork that
   *     is not supported
   */
  public void act(long nowMillis) {
    try {
      if (sealed != null) {
        insert(sealed, nowMillis);
      } else if (building != null) {
        seal(building, nowMillis);
      } else {
        build(nowMillis);
      }
    } catch (TemporaryException e) {
      listener.onSequencingFailure(String.valueOf(e.getMessage()));
      nextAction = nowMillis + RETRY_MILLIS;
    }
  }

  private void build(long nowMillis) {
    L2Heads heads = engine.heads();
    L2BlockRef head = heads.unsafe();
    if (SequencerRules.lagsTooFar(head, heads.safe(), settings.maxSafeLag())) {
      listener.onSequencingFailure("the safe head lags too far behind");
      nextAction = NEVER;
      return;
    }
    long due = SequencerRules.buildAtMillis(config, head, nowMillis);
    if (due > nowMillis) {
      nextAction = due;
      return;
    }
    ForkGuard.requireSupported(config, head.timestampSeconds() + config.blockTimeSeconds());
    switch (origins.find(head, recover)) {
      case Choice.Chosen chosen -> build(head, chosen.origin(), nowMillis);
      case Choice.NextOriginNeeded _ ->
          throw new TemporaryException("the next L1 origin is needed, but not available yet");
      case Choice.Inconsistent bad ->
          throw new ResetException(
              "L2 head "
                  + head.id()
                  + " is inconsistent with L1 block "
                  + bad.seen().id()
                  + ": "
                  + bad.reason());
    }
  }

  private void build(L2BlockRef head, L1BlockRef origin, long nowMillis) {
    PayloadAttributes prepared = attributes.prepare(head, origin.id());
    long time = prepared.timestampSeconds();
    boolean empty = recover || SequencerRules.excludesPool(config, time, origin);
    switch (engine.start(withPool(prepared, empty), head)) {
      case EngineController.StartResult.Started started -> {
        building = new Building(head, started.id(), time);
        nextAction = SequencerRules.sealAtMillis(config, head, settings.sealingMillis(), nowMillis);
      }
      case EngineController.StartResult.Invalid invalid -> restart(invalid.reason(), nowMillis);
      case EngineController.StartResult.Syncing _ -> {
        listener.onSequencingFailure("the engine is syncing");
        nextAction = nowMillis + SYNCING_RETRY_MILLIS;
      }
    }
  }

  private static PayloadAttributes withPool(PayloadAttributes a, boolean noTxPool) {
    return new PayloadAttributes(
        a.timestampSeconds(),
        a.prevRandao(),
        a.suggestedFeeRecipient(),
        a.withdrawals(),
        a.parentBeaconBlockRoot(),
        a.transactions(),
        noTxPool,
        a.gasLimit(),
        a.eip1559Params(),
        a.minBaseFee());
  }

  private void seal(Building job, long nowMillis) {
    switch (engine.seal(job.id(), job.timestampSeconds())) {
      case EngineController.SealResult.Sealed block -> {
        conductor.commit(block.envelope());
        sealed = block;
        building = null;
        gossip.publish(block.envelope());
        insert(block, nowMillis);
      }
      case EngineController.SealResult.Expired expired -> restart(expired.reason(), nowMillis);
      case EngineController.SealResult.Faulty faulty -> restart(faulty.reason(), nowMillis);
    }
  }

  private void insert(EngineController.SealResult.Sealed block, long nowMillis) {
    PayloadEnvelope envelope = block.envelope();
    PayloadStatus status = engine.insert(envelope.payload(), envelope.parentBeaconBlockRoot());
    switch (status.status()) {
      case VALID -> {
        engine.setUnsafeHead(block.ref());
        sealed = null;
        nextAction = SequencerRules.buildAtMillis(config, block.ref(), nowMillis);
        List<Bytes> transactions = envelope.payload().transactions();
        listener.onSequenced(
            block.ref(), transactions.size(), SequencerRules.deposits(transactions));
      }
      case INVALID, INVALID_BLOCK_HASH ->
          restart("the engine refuses its own block: " + status.validationError(), nowMillis);
      case SYNCING, ACCEPTED ->
          throw new TemporaryException("the engine returns " + status.status() + " for its block");
    }
  }

  private void restart(String reason, long nowMillis) {
    listener.onSequencingFailure(reason);
    building = null;
    sealed = null;
    nextAction = nowMillis + config.blockTimeSeconds() * 1000;
  }
}
