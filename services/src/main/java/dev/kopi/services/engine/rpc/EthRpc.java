package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.store.ChainStore;
import dev.kopi.services.engine.ChainEvents;
import dev.kopi.services.engine.DaLimits;
import dev.kopi.services.engine.PoolAccess;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/**
 * The public JSON-RPC of an engine: namespaces eth, net, web3, txpool and the raw reads of debug.
 */
public final class EthRpc implements AutoCloseable {
  private final RpcMethods methods = new RpcMethods();
  private final Runnable unsubscribe;

  /**
   * Over an engine's parts.
   *
   * @param version what the engine says it is
   * @param daLimits bounds that a batcher may set
   * @param random names filters so that nobody guesses them
   */
  public EthRpc(
      ChainStore store,
      ChainSpec spec,
      Crypto crypto,
      PoolAccess pool,
      ChainEvents events,
      DaLimits daLimits,
      InstantSource time,
      RandomGenerator random,
      String version) {
    ChainView chain = new ChainView(store, spec, crypto);
    LogMethods logs = new LogMethods(chain);
    FilterMethods filters = new FilterMethods(chain, logs, time, random);
    new ChainMethods(chain, pool).addTo(methods);
    new StateMethods(chain, pool).addTo(methods);
    new FeeMethods(chain).addTo(methods);
    filters.addTo(methods);
    RpcMethods costly = new RpcMethods();
    Calls calls = new Calls(chain);
    new CallMethods(chain, calls).addTo(costly);
    new AccessListMethods(chain, calls).addTo(costly);
    new TraceMethods(chain, calls).addTo(costly);
    new SimulateMethods(chain).addTo(costly);
    logs.addTo(costly);
    methods.addAll(costly.each(new Turns()::around));
    new Streams(chain, events, logs).addTo(methods);
    new PoolMethods(chain, pool).addTo(methods);
    new ConfigMethods(chain).addTo(methods);
    new NetworkMethods(spec, version).addTo(methods);
    methods.add("miner_setMaxDASize", p -> setMaxDaSize(p, daLimits));
    unsubscribe = events.subscribe(filters);
  }

  /**
   * The op-batcher's means to hold the builder back: the most bytes of a transaction, and of a
   * block.
   */
  private static JsonNode setMaxDaSize(Params params, DaLimits limits) {
    limits.set(params.quantity(0), params.quantity(1));
    return JsonValues.bool(true);
  }

  /** All methods. */
  public RpcMethods methods() {
    return methods;
  }

  @Override
  public void close() {
    unsubscribe.run();
  }
}
