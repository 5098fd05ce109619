package dev.kopi.services.node.driver;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.derivation.pipeline.DerivedAttributes;
import dev.kopi.core.derivation.source.L1Source;
import dev.kopi.core.derivation.source.L2Source;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.execution.block.Payloads;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.Consolidation;
import dev.kopi.core.rollup.Finality;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.services.node.engine.EngineController;
import dev.kopi.services.node.engine.ForkGuard;
import dev.kopi.services.node.engine.L2Heads;
import org.jspecify.annotations.Nullable;

/**
 * Moves the safe and the finalized head: consolidates derived attributes with the unsafe blocks,
 * and has the engine build the blocks that are missing or differ.
 *
 * <p>Owned by the driver's thread.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#engine-queue">Engine queue</a>
 */
final class Verifier {
  private static final Next CONTINUE = new Next.Continue();

  private final RollupConfig config;
  private final EngineController engine;
  private final L1Source l1;
  private final L1Finality l1Finality;
  private final L2Source l2;
  private final NodeListener listener;
  private final Finality finality;
  private final int finalityDelay;

  private @Nullable DerivedAttributes waiting;
  private @Nullable L2BlockRef backupUnsafe;
  private boolean restoreBackup;
  private long triedFinalityAt = -1;

  Verifier(
      RollupConfig config,
      NodeConfig settings,
      EngineController engine,
      L1Source l1,
      L2Source l2,
      NodeListener listener) {
    this.config = config;
    this.engine = engine;
    this.l1 = l1;
    this.l1Finality = new L1Finality(l1, listener);
    this.l2 = l2;
    this.listener = listener;
    this.finality = new Finality(settings.finalityLookback());
    this.finalityDelay = settings.finalityDelay();
  }

  /** Derivation is reset. */
  void reset() {
    waiting = null;
    backupUnsafe = null;
    restoreBackup = false;
    finality.reset();
    triedFinalityAt = -1;
  }

  /** Queues the next derived attributes. */
  void offer(DerivedAttributes attributes) {
    waiting = attributes;
  }

  /** Whether attributes are queued, or the unsafe chain is to be restored. */
  boolean hasWork() {
    return waiting != null || restoreBackup;
  }

  /** How to go on after {@link #work}. */
  sealed interface Next {
    /** Continue with derivation. */
    record Continue() implements Next {}

    /** The block is invalid: derive a deposits-only block in its place. */
    record ReplaceByDeposits(BlockId parent, L1BlockRef derivedFrom) implements Next {}
  }

  /**
   * Processes the queued attributes.
   *
   * @throws TemporaryException to be retried; the attributes stay queued
   * @throws dev.kopi.services.lifecycle.FatalException when the block belongs to a fork that is not
   *     supported
   */
  Next work() {
    if (restoreBackup) {
      restoreBackup();
    }
    DerivedAttributes next = waiting;
    if (next == null) {
      return CONTINUE;
    }
    ForkGuard.requireSupported(config, next.attributes().timestampSeconds());
    L2Heads heads = engine.heads();
    if (!next.parent().equals(heads.pendingSafe())) {
      throw new ResetException(
          "derivation builds on "
              + next.parent().id()
              + ", the pending safe head is "
              + heads.pendingSafe().id());
    }
    boolean there = heads.pendingSafe().number() < heads.unsafe().number();
    Next result = there && consolidate(next) ? CONTINUE : build(next);
    waiting = null;
    return result;
  }

  /** Promotes the unsafe block at this height if it matches the attributes; false if not. */
  private boolean consolidate(DerivedAttributes next) {
    long number = next.parent().number() + 1;
    Block block = l2.blockByNumber(number);
    if (block == null) {
      throw new ResetException("the engine lost unsafe block " + number);
    }
    ExecutionPayload payload = Payloads.ofL2(block);
    Consolidation.Mismatch mismatch =
        Consolidation.compare(
            config,
            next.attributes(),
            next.parent().hash(),
            payload,
            block.header().parentBeaconBlockRoot());
    if (mismatch != null) {
      listener.onUnsafeReorg(number, mismatch);
      return false;
    }
    promote(L2Blocks.ref(config, block), next);
    return true;
  }

  private Next build(DerivedAttributes next) {
    PayloadAttributes attributes = next.attributes();
    switch (engine.start(attributes, next.parent())) {
      case EngineController.StartResult.Invalid invalid -> {
        return drop(next, invalid.reason());
      }
      case EngineController.StartResult.Syncing _ ->
          throw new TemporaryException("the engine is syncing");
      case EngineController.StartResult.Started started -> {
        switch (engine.seal(started.id(), attributes.timestampSeconds())) {
          case EngineController.SealResult.Expired expired ->
              throw new TemporaryException("cannot seal a derived block: " + expired.reason());
          case EngineController.SealResult.Faulty faulty -> {
            return drop(next, faulty.reason());
          }
          case EngineController.SealResult.Sealed sealed -> {
            return insert(next, sealed);
          }
        }
      }
    }
  }

  private Next insert(DerivedAttributes next, EngineController.SealResult.Sealed sealed) {
    PayloadEnvelope envelope = sealed.envelope();
    PayloadStatus status = engine.insert(envelope.payload(), envelope.parentBeaconBlockRoot());
    switch (status.status()) {
      case VALID -> {
        L2BlockRef old = engine.heads().unsafe();
        if (old.number() >= sealed.ref().number()) {
          backupUnsafe = old;
        }
        engine.setHeads(engine.heads().withUnsafe(sealed.ref()));
        promote(sealed.ref(), next);
        engine.sendHeads();
        return CONTINUE;
      }
      case INVALID, INVALID_BLOCK_HASH -> {
        return drop(next, String.valueOf(status.validationError()));
      }
      case SYNCING, ACCEPTED ->
          throw new TemporaryException(
              "the engine answers " + status.status() + " to a derived block");
    }
    throw new IllegalStateException("no such status: " + status.status());
  }

  /**
   * Handles a derived block that the engine finds invalid. Since Holocene it is replaced by a
   * deposits-only block; before, the batch is dropped.
   */
  private Next drop(DerivedAttributes next, String reason) {
    if (isDepositsOnly(next.attributes())) {
      throw new CriticalException("a block with deposits only is invalid: " + reason);
    }
    listener.onDerivationFailure("a derived block is invalid: " + reason);
    if (config.isActive(OpFork.HOLOCENE, next.derivedFrom().timestampSeconds())) {
      return new Next.ReplaceByDeposits(next.parent().id(), next.derivedFrom());
    }
    engine.setHeads(engine.heads().withPendingSafe(engine.heads().safe()));
    restoreBackup = backupUnsafe != null;
    return CONTINUE;
  }

  private static boolean isDepositsOnly(PayloadAttributes attributes) {
    var transactions = attributes.transactions();
    if (transactions == null) {
      return false;
    }
    for (Bytes transaction : transactions) {
      if (!TransactionType.DEPOSIT.isTypeOf(transaction)) {
        return false;
      }
    }
    return true;
  }

  private void promote(L2BlockRef ref, DerivedAttributes from) {
    L2Heads heads = engine.heads();
    if (ref.number() > heads.pendingSafe().number()) {
      heads = heads.withPendingSafe(ref);
    }
    boolean safer = from.concluding() && ref.number() > heads.safe().number();
    if (safer) {
      heads = heads.withSafe(ref);
    }
    engine.setHeads(heads);
    if (safer) {
      finality.onSafe(ref, from.derivedFrom().id());
      listener.onSafeHead(ref, from.derivedFrom().id());
    }
    if (heads.unsafe().equals(heads.safe())) {
      backupUnsafe = null;
    }
  }

  /** Restores, once, the unsafe chain that a dropped batch had replaced. */
  private void restoreBackup() {
    L2BlockRef backup = backupUnsafe;
    restoreBackup = false;
    if (backup == null) {
      return;
    }
    backupUnsafe = null;
    try {
      engine.setUnsafeHead(backup);
    } catch (TemporaryException e) {
      listener.onDerivationFailure("the unsafe chain is not restored: " + e.getMessage());
    }
  }

  /** L1 reports a finalized block. */
  void onFinalizedL1(L1BlockRef reported) {
    l1Finality.onReport(reported);
    triedFinalityAt = -1;
  }

  /**
   * Finalizes the L2 blocks that were derived from finalized L1 blocks. Checks that these L1 blocks
   * are still canonical.
   *
   * @param derivedUpTo the number of the current L1 block of derivation
   * @throws TemporaryException when L1 does not answer
   * @throws ResetException when L2 blocks were derived from L1 blocks that are not canonical
   */
  void finalizeUpTo(long derivedUpTo) {
    if (triedFinalityAt >= 0 && derivedUpTo <= triedFinalityAt + finalityDelay) {
      return;
    }
    L1BlockRef finalizedL1 = l1Finality.find();
    if (finalizedL1 == null) {
      return;
    }
    L2Heads heads = engine.heads();
    Finality.Derived candidate =
        finality.finalizable(finalizedL1.number(), heads.finalized().number());
    if (candidate != null) {
      requireCanonical(candidate);
      if (candidate.l2().number() <= heads.safe().number()) {
        promoteFinalized(heads, candidate.l2());
      }
    }
    triedFinalityAt = derivedUpTo == 0 || l1Finality.isWaiting() ? -1 : derivedUpTo;
  }

  /** Reported once the engine has it: a reset starts from there, and must not go back. */
  private void promoteFinalized(L2Heads heads, L2BlockRef finalized) {
    engine.setHeads(heads.withFinalized(finalized));
    try {
      engine.sendHeads();
    } catch (RuntimeException e) {
      engine.setHeads(heads);
      throw e;
    }
  }

  private void requireCanonical(Finality.Derived derived) {
    BlockId id = derived.l1();
    L1BlockRef canonical = l1.blockByNumber(id.number());
    if (canonical == null) {
      throw new TemporaryException(
          "L1 does not have block " + id.number() + " although a later one is finalized");
    }
    if (!canonical.hash().equals(id.hash())) {
      throw new ResetException(
          "L2 block "
              + derived.l2().number()
              + " was derived from L1 block "
              + id.number()
              + " ("
              + id.hash()
              + "), but L1 finalized "
              + canonical.hash());
    }
  }
}
