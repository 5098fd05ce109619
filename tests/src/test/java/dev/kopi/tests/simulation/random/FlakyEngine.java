package dev.kopi.tests.simulation.random;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.source.L2Source;
import dev.kopi.core.engineapi.EngineApi;
import dev.kopi.core.engineapi.EngineUnavailableException;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.ForkchoiceResult;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.testkit.FakeEngine;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An engine as its node reaches it. */
final class FlakyEngine implements EngineApi, L2Source {
  private final FakeEngine engine;
  private final Link link;

  FlakyEngine(FakeEngine engine, Link link) {
    this.engine = engine;
    this.link = link;
  }

  private <T> T call(Supplier<T> what) {
    return link.call(
        what, () -> new EngineUnavailableException("the engine does not answer", null));
  }

  @Override
  public PayloadStatus newPayload(
      int version,
      ExecutionPayload payload,
      @Nullable List<Hash> blobHashes,
      @Nullable Hash parentBeaconBlockRoot,
      @Nullable List<Bytes> executionRequests) {
    return call(() ->
        engine.newPayload(version, payload, blobHashes, parentBeaconBlockRoot, executionRequests));
  }

  @Override
  public ForkchoiceResult forkchoiceUpdated(
      int version, ForkchoiceState state, @Nullable PayloadAttributes attributes) {
    return call(() -> engine.forkchoiceUpdated(version, state, attributes));
  }

  @Override
  public PayloadEnvelope getPayload(int version, PayloadId id) {
    return call(() -> engine.getPayload(version, id));
  }

  private @Nullable Block block(Supplier<@Nullable Block> what) {
    return link.call(
            () -> Optional.ofNullable(what.get()),
            () -> new TemporaryException("the engine does not answer"))
        .orElse(null);
  }

  @Override
  public @Nullable Block blockByNumber(long number) {
    return block(() -> engine.blockByNumber(number));
  }

  @Override
  public @Nullable Block blockByHash(Hash hash) {
    return block(() -> engine.blockByHash(hash));
  }
}
