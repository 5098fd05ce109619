package dev.kopi.services.node.engine;

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
 * The L2 heads of the node, and the Engine API calls that send them to the engine. Maps the
 * engine's responses to results and to the exceptions of derivation: retry, reset or stop.
 */
public final class EngineController {
  private final RollupConfig config;
  private final EngineApi engine;
  private @Nullable L2Heads heads;
  private @Nullable ForkchoiceState lastSent;

  public EngineController(RollupConfig config, EngineApi engine) {
    this.config = config;
    this.engine = engine;
  }

  public boolean hasHeads() {
    return heads != null;
  }

  public L2Heads heads() {
    if (heads == null) {
      throw new IllegalStateException("the heads are not known yet");
    }
    return heads;
  }

  public void setHeads(L2Heads changed) {
    heads = changed;
  }

  /** Sets the heads, and marks them as not sent. */
  public void reset(L2Heads found) {
    heads = found;
    lastSent = null;
  }

  /** Sends the heads to the engine, unless they are those that were sent last. */
  public void sendHeads() {
    L2Heads current = heads();
    if (current.unsafe().number() < current.finalized().number()) {
      throw new CriticalException(
          "the unsafe head "
              + current.unsafe().id()
              + " is behind the final block "
              + current.finalized().id());
    }
    ForkchoiceState state = current.forkchoice();
    if (state.equals(lastSent)) {
      return;
    }
    PayloadStatus status = update(state).status();
    if (status.status() != PayloadStatus.Status.VALID) {
      throw new ResetException("the engine returns " + status.status() + " for the heads");
    }
    lastSent = state;
  }

  private ForkchoiceResult update(ForkchoiceState state) {
    return ask(() -> engine.forkchoiceUpdated(EngineVersions.FORKCHOICE_ONLY, state, null));
  }

  /** The result of starting a payload. */
  public sealed interface StartResult {
    /** The engine builds the payload. */
    record Started(PayloadId id) implements StartResult {}

    /** The attributes are invalid. */
    record Invalid(String reason) implements StartResult {}

    /** The engine is syncing. */
    record Syncing() implements StartResult {}
  }

  /** Starts a payload on {@code parent}, which becomes the unsafe head of the engine. */
  public StartResult start(PayloadAttributes attributes, L2BlockRef parent) {
    L2Heads current = heads();
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
        return new StartResult.Invalid(message(e));
      }
      throw isEngineCode(e.code())
          ? new ResetException("the engine cannot build on " + parent.id() + ": " + message(e))
          : new TemporaryException("the engine failed to build: " + message(e), e);
    } catch (EngineUnavailableException e) {
      throw new TemporaryException("the engine does not answer: " + message(e), e);
    }
    lastSent = null;
    PayloadStatus.Status status = result.status().status();
    switch (status) {
      case VALID -> {
        PayloadId id = result.payloadId();
        if (id == null) {
          throw new TemporaryException("the engine builds nothing though the head is valid");
        }
        lastSent = state;
        return new StartResult.Started(id);
      }
      case INVALID, INVALID_BLOCK_HASH -> {
        return new StartResult.Invalid(String.valueOf(result.status().validationError()));
      }
      case SYNCING, ACCEPTED -> {
        return new StartResult.Syncing();
      }
    }
    throw new IllegalStateException("no such status: " + status);
  }

  /** The result of sealing a payload. */
  public sealed interface SealResult {
    /** The sealed payload. */
    record Sealed(PayloadEnvelope envelope, L2BlockRef ref) implements SealResult {}

    /** The engine does not have the payload any more; a new one may be started. */
    record Expired(String reason) implements SealResult {}

    /** The engine built a payload that violates the rules of the rollup. */
    record Faulty(String reason) implements SealResult {}
  }

  /** Seals the payload. */
  public SealResult seal(PayloadId id, long timestampSeconds) {
    PayloadEnvelope envelope;
    try {
      envelope = engine.getPayload(EngineVersions.getPayload(config, timestampSeconds), id);
    } catch (EngineApiException | EngineUnavailableException e) {
      return new SealResult.Expired(message(e));
    }
    SequencerRules.PayloadFault fault = SequencerRules.check(envelope.payload().transactions());
    if (fault != null) {
      return new SealResult.Faulty(fault.toString());
    }
    try {
      return new SealResult.Sealed(envelope, L2Blocks.ref(config, envelope.payload()));
    } catch (DecodeException e) {
      return new SealResult.Faulty(message(e));
    }
  }

  /** Sends a payload to the engine. */
  public PayloadStatus insert(ExecutionPayload payload, @Nullable Hash parentBeaconBlockRoot) {
    int version = EngineVersions.newPayload(config, payload.timestampSeconds());
    return ask(() ->
        engine.newPayload(
            version,
            payload,
            version >= 3 ? List.of() : null,
            version >= 3 ? parentBeaconBlockRoot : null,
            version >= 4 ? List.of() : null));
  }

  /** Makes an inserted block the unsafe head; the heads change only if it is valid. */
  public void setUnsafeHead(L2BlockRef unsafe) {
    L2Heads moved = heads().withUnsafe(unsafe);
    PayloadStatus status = update(moved.forkchoice()).status();
    if (status.status() != PayloadStatus.Status.VALID) {
      throw new TemporaryException(
          "the engine returns " + status.status() + " for head " + unsafe.id());
    }
    heads = moved;
    lastSent = moved.forkchoice();
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

  /** Whether an error code is one of the Engine API, not of JSON-RPC. */
  private static boolean isEngineCode(int code) {
    return code <= -38001 && code > -38100;
  }

  private static String message(RuntimeException e) {
    return String.valueOf(e.getMessage());
  }
}
