package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.dispatch.Caller;
import dev.kopi.adapters.rpc.dispatch.EventSource;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.store.ChainStore;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import dev.kopi.services.lifecycle.RoleHealth;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** The RPC of an engine, called without a transport. */
public record RpcRig(EngineRig engine, EthRpc rpc) implements AutoCloseable {
  /** The RPC of an engine on a new chain. */
  public static RpcRig of(ChainSpec spec, CallLimits limits) {
    return of(spec, limits, store -> store);
  }

  /**
   * The RPC of an engine on a new chain.
   *
   * @param rpcStore makes the store that the RPC reads from the engine's
   */
  public static RpcRig of(ChainSpec spec, CallLimits limits, UnaryOperator<ChainStore> rpcStore) {
    EngineRig engine = EngineRig.of(spec);
    EthRpc rpc =
        new EthRpc(
            rpcStore.apply(engine.store()),
            spec,
            EngineRig.CRYPTO,
            engine.pool(),
            engine.events(),
            engine.limits(),
            limits,
            InstantSource.system(),
            new Random(1),
            "test",
            new RoleHealth("test"));
    rpc.addBadBlocks(engine.engine().badBlocks());
    return new RpcRig(engine, rpc);
  }

  /** The result of a call from this process. */
  public JsonNode call(String method, String params) {
    return call(Caller.LOCAL, method, params);
  }

  /** The result of a call. */
  public JsonNode call(Caller caller, String method, String params) {
    JsonNode result =
        Objects.requireNonNull(methods().handler(method))
            .handle(new Params(Json.parse(params), caller));
    return JsonTrees.of(result);
  }

  /** Subscribes to a stream of the eth namespace. */
  public EventSource subscribe(String name) {
    return Objects.requireNonNull(methods().stream("eth", name))
        .subscribe(new Params(Json.array(), Caller.LOCAL), () -> {});
  }

  private RpcMethods methods() {
    return rpc.methods();
  }

  @Override
  public void close() {
    rpc.close();
    engine.close();
  }
}
