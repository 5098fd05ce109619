package dev.kopi.services.node;

import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.engineapi.EngineApi;
import dev.kopi.core.engineapi.EngineApiException;
import dev.kopi.core.engineapi.EngineUnavailableException;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.ForkchoiceResult;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.EngineVersions;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SequencerRules;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The labels that the node holds, and the calls that tell them to the engine. Turns the engine's
 * answers into what is to be done: go on, drop the block, try again, or start over.
 */
final class EngineControl {
  private final RollupConfig config;
  private final EngineApi engine;
  private @Nullable Heads heads;
  private @Nullable ForkchoiceState told;

  EngineControl(RollupConfig config, EngineApi engine) {
    this.config = config;
    this.engine = engine;
  }

  boolean hasHeads() {
    return heads != null;
  }

  Heads heads() {
    if (heads == null) {
      throw new IllegalStateException("the heads are not known yet");
    }
    return heads;
  }

  void setHeads(Heads changed) {
    heads = changed;
  }

  /** Forgets what the engine was told, so that it is told again. */
  void reset(Heads found) {
    heads = found;
    told = null;
  }

  /** Tells the engine the heads, if it does not know them yet. */
  void tellHeads() {
    Heads current = heads();
    if (current.unsafe().number() < current.finalized().number()) {
      throw new CriticalException(
          "the unsafe head "
              + current.unsafe().id()
              + " is behind the final block "
              + current.finalized().id());
    }
    ForkchoiceState state = current.forkchoice();
    if (state.equals(told)) {
      return;
    }
    PayloadStatus status = update(state).status();
    if (status.status() != PayloadStatus.Status.VALID) {
      throw new ResetException("the engine answers " + status.status() + " to the heads");
    }
    told = state;
  }

  private ForkchoiceResult update(ForkchoiceState state) {
    return ask(() -> engine.forkchoiceUpdated(EngineVersions.FORKCHOICE_ONLY, state, null));
  }

  /** How building started. */
  sealed interface Start {
    /** The engine builds. */
    record Started(PayloadId id) implements Start {}

    /** The engine cannot build this, now or ever. */
    record Invalid(String reason) implements Start {}

    /** The engine is busy getting blocks from its peers. */
    record Syncing() implements Start {}
  }

  /** Lets the engine build a block on {@code parent}, which becomes its head. */
  Start start(PayloadAttributes attributes, L2BlockRef parent) {
    Heads current = heads();
    if (parent.number() < current.finalized().number()) {
      throw new CriticalException(
          "a block on " + parent.id() + " would be behind the final " + current.finalized().id());
    }
    ForkchoiceState state = current.withUnsafe(parent).forkchoice();
    int version = EngineVersions.forkchoiceUpdated(config, attributes.timestampSeconds());
    ForkchoiceResult result;
    try {
      result = engine.forkchoiceUpdated(version, state, attributes);
    } catch (EngineApiException e) {
      if (e.code() == EngineApiException.INVALID_PAYLOAD_ATTRIBUTES) {
        return new Start.Invalid(message(e));
      }
      throw isEngineCode(e.code())
          ? new ResetException("the engine cannot build on " + parent.id() + ": " + message(e))
          : new TemporaryException("the engine failed to build: " + message(e), e);
    } catch (EngineUnavailableException e) {
      throw new TemporaryException("the engine does not answer: " + message(e), e);
    }
    told = null;
    PayloadStatus.Status status = result.status().status();
    switch (status) {
      case VALID -> {
        PayloadId id = result.payloadId();
        if (id == null) {
          throw new TemporaryException("the engine builds nothing though the head is valid");
        }
        told = state;
        return new Start.Started(id);
      }
      case INVALID, INVALID_BLOCK_HASH -> {
        return new Start.Invalid(String.valueOf(result.status().validationError()));
      }
      case SYNCING, ACCEPTED -> {
        return new Start.Syncing();
      }
    }
    throw new IllegalStateException("no such status: " + status);
  }

  /** How building ended. */
  sealed interface Seal {
    /** Here it is. */
    record Sealed(PayloadEnvelope envelope, L2BlockRef ref) implements Seal {}

    /** The engine does not have it any more; building may be started again. */
    record Expired(String reason) implements Seal {}

    /** The engine built what no rollup node may build. */
    record Faulty(String reason) implements Seal {}
  }

  /** Takes the block that the engine builds. */
  Seal seal(PayloadId id, long timestampSeconds) {
    PayloadEnvelope envelope;
    try {
      envelope = engine.getPayload(EngineVersions.getPayload(config, timestampSeconds), id);
    } catch (EngineApiException | EngineUnavailableException e) {
      return new Seal.Expired(message(e));
    }
    SequencerRules.PayloadFault fault = SequencerRules.check(envelope.payload().transactions());
    if (fault != null) {
      return new Seal.Faulty(fault.toString());
    }
    try {
      return new Seal.Sealed(envelope, L2Blocks.ref(config, envelope.payload()));
    } catch (DecodeException e) {
      return new Seal.Faulty(message(e));
    }
  }

  /** Gives the engine a block. */
  PayloadStatus insert(ExecutionPayload payload, @Nullable Hash parentBeaconBlockRoot) {
    int version = EngineVersions.newPayload(config, payload.timestampSeconds());
    return ask(() ->
        engine.newPayload(
            version,
            payload,
            version >= 3 ? List.of() : null,
            version >= 3 ? parentBeaconBlockRoot : null,
            version >= 4 ? List.of() : null));
  }

  /** Makes a block that the engine was given the head; heads move only when it is valid. */
  void follow(L2BlockRef unsafe) {
    Heads moved = heads().withUnsafe(unsafe);
    PayloadStatus status = update(moved.forkchoice()).status();
    if (status.status() != PayloadStatus.Status.VALID) {
      throw new TemporaryException(
          "the engine answers " + status.status() + " to head " + unsafe.id());
    }
    heads = moved;
    told = moved.forkchoice();
  }

  private static <T> T ask(Supplier<T> call) {
    try {
      return call.get();
    } catch (EngineApiException e) {
      throw e.code() == EngineApiException.INVALID_FORKCHOICE_STATE
          ? new ResetException("the engine refuses the heads: " + message(e))
          : new TemporaryException("the engine refuses a call: " + message(e), e);
    } catch (EngineUnavailableException e) {
      throw new TemporaryException("the engine does not answer: " + message(e), e);
    }
  }

  /** Whether a code is one that the Engine API defines, rather than JSON-RPC. */
  private static boolean isEngineCode(int code) {
    return code <= -38001 && code > -38100;
  }

  private static String message(RuntimeException e) {
    return String.valueOf(e.getMessage());
  }
}
