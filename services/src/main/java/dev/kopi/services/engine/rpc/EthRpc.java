package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.store.ChainStore;
import dev.kopi.services.engine.chain.ChainEvents;
import dev.kopi.services.engine.payload.DaLimits;
import dev.kopi.services.engine.pool.PoolAccess;
import dev.kopi.services.engine.rpc.call.AccessListMethods;
import dev.kopi.services.engine.rpc.call.CallMethods;
import dev.kopi.services.engine.rpc.call.Calls;
import dev.kopi.services.engine.rpc.chain.ChainMethods;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.chain.ConfigMethods;
import dev.kopi.services.engine.rpc.chain.StateMethods;
import dev.kopi.services.engine.rpc.fee.FeeMethods;
import dev.kopi.services.engine.rpc.filter.CallerQuota;
import dev.kopi.services.engine.rpc.filter.ChainFeed;
import dev.kopi.services.engine.rpc.filter.FilterMethods;
import dev.kopi.services.engine.rpc.filter.LogMethods;
import dev.kopi.services.engine.rpc.filter.SubscriptionMethods;
import dev.kopi.services.engine.rpc.simulate.SimulateMethods;
import dev.kopi.services.engine.rpc.trace.TraceMethods;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/** The public JSON-RPC of an engine: namespaces eth, net, web3, txpool, debug and miner. */
public final class EthRpc implements AutoCloseable {
  private final RpcMethods methods = new RpcMethods();
  private final Runnable unsubscribe;

  /**
   * Over an engine's parts.
   *
   * @param version the client version
   * @param daLimits the limits that a batcher sets
   * @param random makes filter IDs that cannot be guessed
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
    ChainFeed feed = new ChainFeed();
    CallerQuota quota = new CallerQuota(CallerQuota.Limits.PUBLIC);
    FilterMethods filters = new FilterMethods(feed, logs, quota, time, random);
    new ChainMethods(chain, pool).addTo(methods);
    new StateMethods(chain, pool).addTo(methods);
    new FeeMethods(chain).addTo(methods);
    filters.addTo(methods);
    RpcMethods expensive = new RpcMethods();
    Calls calls = new Calls(chain);
    new CallMethods(chain, calls).addTo(expensive);
    new AccessListMethods(chain, calls).addTo(expensive);
    new TraceMethods(chain, calls).addTo(expensive);
    new SimulateMethods(chain).addTo(expensive);
    logs.addTo(expensive);
    filters.addReading(expensive);
    methods.addAll(expensive.each(new CallLimiter()::limit));
    new SubscriptionMethods(chain, feed, logs, quota).addTo(methods);
    new PoolMethods(chain, pool).addTo(methods);
    new ConfigMethods(chain).addTo(methods);
    new NetworkMethods(spec, version).addTo(methods);
    methods.add("miner_setMaxDASize", p -> setMaxDaSize(p, daLimits));
    unsubscribe = events.subscribe(feed);
  }

  /**
   * Sets the DA limits of the payload builder: the maximum size of a transaction and of a block, in
   * bytes.
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
