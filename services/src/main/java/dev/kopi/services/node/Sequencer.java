package dev.kopi.services.node;

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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds block after block: choose the origin, prepare the attributes, let the engine build until
 * shortly before the block's time, seal, commit, publish, insert. Each call of {@link #act} does
 * one part of it.
 *
 * <p>Owned by the driver's thread.
 */
final class Sequencer {
  private static final long RETRY_MILLIS = 1000;
  private static final long SYNCING_RETRY_MILLIS = 30_000;

  /** When nothing is to be done until something happens. */
  static final long NEVER = Long.MAX_VALUE;

  private final RollupConfig config;
  private final NodeConfig.Sequencing settings;
  private final EngineControl engine;
  private final OriginFinder origins;
  private final AttributesBuilder attributes;
  private final Conductor conductor;
  private final Gossip gossip;
  private final NodeListener listener;

  private boolean active;
  private boolean recover;
  private long nextAction = NEVER;
  private @Nullable Building building;
  private EngineControl.Seal.@Nullable Sealed sealed;

  private record Building(L2BlockRef parent, PayloadId id, long timestampSeconds) {}

  Sequencer(
      RollupConfig config,
      NodeConfig.Sequencing settings,
      EngineControl engine,
      OriginFinder origins,
      AttributesBuilder attributes,
      Conductor conductor,
      Gossip gossip,
      NodeListener listener) {
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

  boolean isActive() {
    return active;
  }

  void setRecover(boolean on) {
    recover = on;
  }

  void start(long nowMillis) {
    active = true;
    building = null;
    sealed = null;
    nextAction = nowMillis;
  }

  void stop() {
    active = false;
    building = null;
    sealed = null;
    nextAction = NEVER;
  }

  /** Whether a block is published, but not in the own chain yet. */
  boolean hasSealedBlock() {
    return sealed != null;
  }

  /** When {@link #act} is to be called. */
  long nextActionMillis() {
    return active ? nextAction : NEVER;
  }

  /** The node starts over. A block that is published already is kept: there must be no second. */
  void onReset() {
    building = null;
    nextAction = NEVER;
    origins.reset();
  }

  /** Starting over is done. A block's time is left to the engine before the next one is built. */
  void onResetDone(long nowMillis) {
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

  /** The heads moved by other means than this sequencer. */
  void onHeadsMoved(long nowMillis) {
    L2BlockRef unsafe = engine.heads().unsafe();
    boolean stale = dropStaleBlocks();
    if (active && sealed == null && building == null && (stale || nextAction == NEVER)) {
      nextAction = SequencerRules.buildAtMillis(config, unsafe, nowMillis);
    }
  }

  /**
   * Does what is due.
   *
   * @throws ResetException when the node must start over
   */
  void act(long nowMillis) {
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
    Heads heads = engine.heads();
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
    switch (origins.find(head, recover)) {
      case Choice.Chosen chosen -> build(head, chosen.origin(), nowMillis);
      case Choice.NextOriginNeeded _ ->
          throw new TemporaryException("the next L1 origin is needed and not there yet");
      case Choice.Inconsistent bad ->
          throw new ResetException(
              "L2 head "
                  + head.id()
                  + " does not fit L1 block "
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
      case EngineControl.Start.Started started -> {
        building = new Building(head, started.id(), time);
        nextAction = SequencerRules.sealAtMillis(config, head, settings.sealingMillis(), nowMillis);
      }
      case EngineControl.Start.Invalid invalid -> startAnew(invalid.reason(), nowMillis);
      case EngineControl.Start.Syncing _ -> {
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
      case EngineControl.Seal.Sealed block -> {
        conductor.commit(block.envelope());
        sealed = block;
        building = null;
        gossip.publish(block.envelope());
        insert(block, nowMillis);
      }
      case EngineControl.Seal.Expired expired -> startAnew(expired.reason(), nowMillis);
      case EngineControl.Seal.Faulty faulty -> startAnew(faulty.reason(), nowMillis);
    }
  }

  private void insert(EngineControl.Seal.Sealed block, long nowMillis) {
    PayloadEnvelope envelope = block.envelope();
    PayloadStatus status = engine.insert(envelope.payload(), envelope.parentBeaconBlockRoot());
    switch (status.status()) {
      case VALID -> {
        engine.follow(block.ref());
        sealed = null;
        nextAction = SequencerRules.buildAtMillis(config, block.ref(), nowMillis);
        List<Bytes> transactions = envelope.payload().transactions();
        listener.onSequenced(
            block.ref(), transactions.size(), SequencerRules.deposits(transactions));
      }
      case INVALID, INVALID_BLOCK_HASH ->
          startAnew("the engine refuses its own block: " + status.validationError(), nowMillis);
      case SYNCING, ACCEPTED ->
          throw new TemporaryException("the engine answers " + status.status() + " to its block");
    }
  }

  private void startAnew(String reason, long nowMillis) {
    listener.onSequencingFailure(reason);
    building = null;
    sealed = null;
    nextAction = nowMillis + config.blockTimeSeconds() * 1000;
  }
}
