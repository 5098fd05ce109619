package dev.kopi.core.derivation.pipeline;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.derivation.DerivationException;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.attributes.AttributesBuilder;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.derivation.batch.SpanBatchRules;
import dev.kopi.core.derivation.event.DerivationEvent;
import dev.kopi.core.derivation.event.DerivationEvents;
import dev.kopi.core.derivation.source.DerivationSources;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SystemConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Derives the safe L2 chain from L1, one step at a time.
 *
 * <p>How it is driven: {@link #reset} once to a safe head, then {@link #step} again and again with
 * the newest block that was derived and built. A step that finds the next block returns its
 * attributes; the driver has the block built, or finds that it exists, and continues with it. When
 * the block turns out to be invalid, {@link #depositsOnly} returns its replacement (Holocene). When
 * a method throws {@link dev.kopi.core.derivation.TemporaryException} it may be called again, no
 * state was lost; after {@link ResetException} the driver finds the safe head again and resets.
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html">L2 chain derivation</a>
 */
public final class DerivationPipeline {
  private final RollupConfig config;
  private final DerivationSources sources;
  private final Bytes brotliDictionary;
  private final AttributesBuilder builder;
  private final BatcherTransactions batcherTransactions;
  private final DerivationEvents events = new DerivationEvents();
  private @Nullable Stages stages;

  /** The stages, once they are set to an L1 block. */
  private static final class Stages {
    final L1Traversal traversal;
    final FrameQueue frames;
    final ChannelInReader reader;
    final EpochWindow window;
    final AttributesQueue attributes;
    L1BlockRef origin;

    Stages(
        L1Traversal traversal,
        FrameQueue frames,
        ChannelInReader reader,
        EpochWindow window,
        AttributesQueue attributes) {
      this.traversal = traversal;
      this.frames = frames;
      this.reader = reader;
      this.window = window;
      this.attributes = attributes;
      this.origin = traversal.origin();
    }
  }

  /**
   * Not yet set to a block.
   *
   * @param l1Spec the rules of L1, for its blob base fee
   * @param brotliDictionary the static dictionary of RFC 7932, appendix A
   */
  public DerivationPipeline(
      RollupConfig config,
      ChainSpec l1Spec,
      Secp256k1 secp256k1,
      Bytes brotliDictionary,
      UpgradeTransactions upgrades,
      DerivationSources sources) {
    this.config = config;
    this.sources = sources;
    this.brotliDictionary = brotliDictionary;
    this.builder = new AttributesBuilder(config, l1Spec, upgrades, sources.l1(), sources.l2());
    this.batcherTransactions = new BatcherTransactions(config, secp256k1);
  }

  /**
   * Starts over from a safe head. Channels that are open at the head's L1 origin may have begun
   * earlier, so reading begins a channel timeout before it; batches of older blocks are ignored.
   *
   * @throws DerivationException when a source does not answer or does not know a block
   * @see <a href="https://specs.optimism.io/protocol/derivation.html#resetting-the-pipeline">
   *     Resetting the pipeline</a>
   */
  public void reset(L2BlockRef safeHead) {
    stages = null;
    L2BlockRef start = safeHead;
    Block startBlock = block(start.hash());
    Header origin = sources.l1().header(start.l1Origin().hash());
    while (start.number() > config.genesisL2().number()
        && start.l1Origin().number() > config.genesisL1().number()
        && start.l1Origin().number() + config.channelTimeout(origin.timestampSeconds())
            > safeHead.l1Origin().number()) {
      startBlock = block(start.parentHash());
      Hash before = start.l1Origin().hash();
      start = L2Blocks.ref(config, startBlock);
      if (!start.l1Origin().hash().equals(before)) {
        origin = sources.l1().header(start.l1Origin().hash());
      }
    }
    L1BlockRef base =
        new L1BlockRef(
            start.l1Origin().hash(),
            origin.number(),
            origin.parentHash(),
            origin.timestampSeconds());
    build(base, L2Blocks.systemConfig(config, startBlock));
  }

  private Block block(Hash hash) {
    Block block = sources.l2().blockByHash(hash);
    if (block == null) {
      throw new ResetException("the engine does not have L2 block " + hash);
    }
    return block;
  }

  private void build(L1BlockRef base, SystemConfig systemConfig) {
    if (sources.altDa() != null) {
      sources.altDa().reset(base);
    }
    L1Traversal traversal = new L1Traversal(config, sources.l1(), events, base, systemConfig);
    DataSource data = new DataSource(config, sources, batcherTransactions, events);
    L1Retrieval retrieval = new L1Retrieval(traversal, data, sources.altDa(), events);
    FrameQueue frames = new FrameQueue(config, retrieval, events);
    boolean holocene = config.isActive(OpFork.HOLOCENE, base.timestampSeconds());
    ChannelStage channels =
        holocene
            ? new ChannelAssembler(config, frames, events)
            : new ChannelBank(config, frames, events);
    ChannelInReader reader =
        new ChannelInReader(config, traversal, channels, brotliDictionary, events);
    EpochWindow window = new EpochWindow(config, events, base);
    SpanBatchRules spanRules = new SpanBatchRules(config, sources.l2());
    BatchSteps batches =
        holocene
            ? new BatchStage(config, reader, spanRules, events, window)
            : new BatchQueue(config, reader, spanRules, events, window);
    AttributesQueue attributes = new AttributesQueue(config, builder, traversal, batches, events);
    stages = new Stages(traversal, frames, reader, window, attributes);
  }

  /** The L1 block that derivation is at; null before the first {@link #reset}. */
  public @Nullable L1BlockRef origin() {
    Stages set = stages;
    return set == null ? null : set.origin;
  }

  /** The events since the last call. */
  public List<DerivationEvent> takeEvents() {
    return events.take();
  }

  /**
   * Runs one step.
   *
   * @param pendingSafe the newest block that was derived and built; at first the one that the
   *     pipeline was reset to
   * @throws ResetException when L1 reorganised, or the pipeline was never reset
   * @throws DerivationException when a source does not answer
   */
  public StepResult step(L2BlockRef pendingSafe) {
    Stages set = stages;
    if (set == null) {
      throw new ResetException("the pipeline is not set to a block");
    }
    if (!set.origin.equals(set.traversal.origin())) {
      moveTo(set, set.traversal.origin());
    }
    return switch (set.attributes.next(pendingSafe)) {
      case Pulled.Item<DerivedAttributes>(DerivedAttributes found) ->
          new StepResult.Attributes(found);
      case Pulled.Again<DerivedAttributes> again -> new StepResult.Progress(set.origin);
      case Pulled.Exhausted<DerivedAttributes> exhausted ->
          set.traversal.advance()
              ? new StepResult.Progress(set.traversal.origin())
              : new StepResult.NeedsMoreL1(set.origin);
    };
  }

  /**
   * Moves to the next L1 block. At the first one of Holocene "the derivation pipeline's state is
   * mostly reset by discarding all frames in the frame queue, channels in the channel bank, and all
   * batches in the batch queue".
   *
   * @see <a href="https://specs.optimism.io/protocol/holocene/derivation.html#activation">Holocene:
   *     activation</a>
   */
  private void moveTo(Stages set, L1BlockRef next) {
    boolean before = config.isActive(OpFork.HOLOCENE, set.origin.timestampSeconds());
    boolean after = config.isActive(OpFork.HOLOCENE, next.timestampSeconds());
    if (!before && after) {
      set.frames.clear();
      set.reader.readFrom(new ChannelAssembler(config, set.frames, events));
      SpanBatchRules spanRules = new SpanBatchRules(config, sources.l2());
      set.attributes.readFrom(new BatchStage(config, set.reader, spanRules, events, set.window));
      events.add(new DerivationEvent.HoloceneActivated(next));
    }
    set.origin = next;
  }

  /**
   * The replacement for the last attributes, whose block turned out to be invalid: the same without
   * user transactions. The rest of the channel is dropped.
   *
   * @param parent the block that it builds on
   * @param derivedFrom the L1 block that completed its data
   * @throws IllegalStateException when the last attributes were others
   */
  public DerivedAttributes depositsOnly(BlockId parent, L1BlockRef derivedFrom) {
    Stages set = stages;
    if (set == null) {
      throw new IllegalStateException("the pipeline is not set to a block");
    }
    return set.attributes.depositsOnly(parent, derivedFrom);
  }
}
