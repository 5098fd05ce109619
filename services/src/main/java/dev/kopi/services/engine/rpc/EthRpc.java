package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.dispatch.HeldBytes;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.store.ChainStore;
import dev.kopi.services.engine.chain.BadBlocks;
import dev.kopi.services.engine.chain.ChainEvents;
import dev.kopi.services.engine.payload.DaLimits;
import dev.kopi.services.engine.pool.PoolAccess;
import dev.kopi.services.engine.rpc.call.AccessListMethods;
import dev.kopi.services.engine.rpc.call.CallMethods;
import dev.kopi.services.engine.rpc.call.Calls;
import dev.kopi.services.engine.rpc.call.FillMethods;
import dev.kopi.services.engine.rpc.chain.BlockReceipts;
import dev.kopi.services.engine.rpc.chain.ChainMethods;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.chain.ConfigMethods;
import dev.kopi.services.engine.rpc.chain.StateMethods;
import dev.kopi.services.engine.rpc.debug.BadBlockMethods;
import dev.kopi.services.engine.rpc.debug.DatabaseMethods;
import dev.kopi.services.engine.rpc.debug.StateChangeMethods;
import dev.kopi.services.engine.rpc.debug.StateRangeMethods;
import dev.kopi.services.engine.rpc.fee.FeeMethods;
import dev.kopi.services.engine.rpc.fee.GasPrices;
import dev.kopi.services.engine.rpc.filter.CallerQuota;
import dev.kopi.services.engine.rpc.filter.ChainFeed;
import dev.kopi.services.engine.rpc.filter.FilterMethods;
import dev.kopi.services.engine.rpc.filter.LogMethods;
import dev.kopi.services.engine.rpc.filter.SubscriptionMethods;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import dev.kopi.services.engine.rpc.limit.CallPool;
import dev.kopi.services.engine.rpc.limit.DeadlineWatch;
import dev.kopi.services.engine.rpc.limit.LimitedMethods;
import dev.kopi.services.engine.rpc.send.ConditionalSendMethods;
import dev.kopi.services.engine.rpc.send.SyncSendMethods;
import dev.kopi.services.engine.rpc.simulate.SimulateMethods;
import dev.kopi.services.engine.rpc.trace.ChainTraceMethods;
import dev.kopi.services.engine.rpc.trace.TraceMethods;
import dev.kopi.services.engine.rpc.trace.parity.ParityMethods;
import dev.kopi.services.engine.rpc.witness.WitnessMethods;
import dev.kopi.services.lifecycle.RoleHealth;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The public JSON-RPC of an engine: namespaces eth, net, web3, txpool, debug, trace and miner. */
public final class EthRpc implements AutoCloseable {
  /** A block's traces; each transaction has a timeout of its own. */
  private static final Duration TRACE_TIMEOUT = Duration.ofSeconds(60);

  private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

  /** Traces take much memory. */
  private static final int TRACE_THREADS = 2;

  private final RpcMethods methods = new RpcMethods();
  private final ChainView chain;
  private final PoolMethods transactions;
  private final DeadlineWatch watch;
  private final CallPool calls;
  private final CallPool traces;
  private final CallPool reads;
  private final ChainFeed feed = new ChainFeed();
  private final CallerQuota quota = new CallerQuota(CallerQuota.Limits.PUBLIC);
  private final Runnable unsubscribe;
  private final ChainMethods blocks;
  private final TraceMethods tracing;

  /**
   * Over an engine's parts.
   *
   * @param version the client version
   * @param daLimits the limits that a batcher sets
   * @param limits the limits of calls that execute code
   * @param random makes filter IDs that cannot be guessed
   * @param health of the role whose threads handle expensive calls
   */
  public EthRpc(
      ChainStore store,
      ChainSpec spec,
      Crypto crypto,
      PoolAccess pool,
      ChainEvents events,
      DaLimits daLimits,
      CallLimits limits,
      InstantSource time,
      RandomGenerator random,
      String version,
      RoleHealth health) {
    int threads = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    String name = health.role() + "-rpc";
    watch = DeadlineWatch.start(name, health);
    calls = pool(name + "-call", threads, limits.evmTimeout(), health);
    traces = pool(name + "-trace", TRACE_THREADS, TRACE_TIMEOUT, health);
    reads = pool(name + "-read", threads, READ_TIMEOUT, health);
    chain = new ChainView(store, spec, crypto);
    GasPrices prices = new GasPrices(chain);
    BlockReceipts receipts = new BlockReceipts(chain);
    transactions = new PoolMethods(pool);
    transactions.addTo(methods);
    transactions.addReading(in(reads));
    new SyncSendMethods(
            one -> transactions.submit(one, null), receipts, feed, SyncSendMethods.Limits.DEFAULT)
        .addTo(methods);
    blocks = new ChainMethods(chain, pool, receipts);
    addChain(chain, pool, prices);
    Calls onStates = new Calls(chain, limits);
    tracing = new TraceMethods(chain, onStates);
    addExecution(chain, pool, prices, onStates);
    addDebug(chain);
    addEvents(chain, time, random);
    new ConfigMethods(chain).addTo(methods);
    new NetworkMethods(chain, version).addTo(methods);
    methods.add("miner_setMaxDASize", p -> setMaxDaSize(p, daLimits));
    unsubscribe = events.subscribe(feed);
  }

  private CallPool pool(String name, int threads, Duration timeout, RoleHealth health) {
    return new CallPool(name, CallPool.Limits.of(threads, timeout), watch, health);
  }

  private LimitedMethods in(CallPool pool) {
    return new LimitedMethods(methods, pool);
  }

  private void addChain(ChainView chain, PoolAccess pool, GasPrices prices) {
    blocks.addTo(methods);
    blocks.addReading(in(reads));
    StateMethods states = new StateMethods(chain, pool);
    states.addTo(methods);
    states.addReading(in(reads));
    FeeMethods fees = new FeeMethods(chain, prices);
    fees.addTo(methods);
    fees.addReading(in(reads));
  }

  private void addExecution(ChainView chain, PoolAccess pool, GasPrices prices, Calls onStates) {
    CallMethods single = new CallMethods(chain, onStates);
    single.addTo(in(calls));
    new FillMethods(chain, onStates, single, pool, prices).addTo(in(calls));
    new AccessListMethods(chain, onStates).addTo(in(calls));
    new SimulateMethods(chain, onStates.gasCap()).addTo(in(calls));
    new ParityMethods(chain, onStates).addTo(in(traces));
    WitnessMethods witnesses = new WitnessMethods(chain);
    witnesses.addTo(in(traces));
    witnesses.addReading(in(reads));
  }

  private void addDebug(ChainView chain) {
    tracing.addTo(in(traces));
    new ChainTraceMethods(chain, tracing, traces).addTo(methods);
    new StateRangeMethods(chain).addTo(in(reads));
    new StateChangeMethods(chain).addTo(in(reads));
    new DatabaseMethods(chain).addTo(methods);
  }

  private void addEvents(ChainView chain, InstantSource time, RandomGenerator random) {
    LogMethods logs = new LogMethods(chain);
    logs.addTo(in(reads));
    FilterMethods filters = new FilterMethods(chain, feed, logs, quota, time, random);
    filters.addTo(methods);
    filters.addReading(in(reads));
    new SubscriptionMethods(chain, feed, logs, quota).addTo(methods);
  }

  /**
   * Sets the DA limits of the payload builder: the maximum size of a transaction and of a block, in
   * bytes.
   */
  private static JsonNode setMaxDaSize(Params params, DaLimits limits) {
    limits.set(params.quantity(0), params.quantity(1));
    return JsonValues.bool(true);
  }

  /**
   * Adds eth_sendRawTransactionConditional.
   *
   * @param sequencer gets the transactions instead of the pool; null for none
   * @param costPerSecond the look-ups of the conditions of all calls in a second
   */
  public void addConditional(ConditionalSendMethods.@Nullable Sender sequencer, int costPerSecond) {
    ConditionalSendMethods.Sender own =
        (transaction, condition, asSent) -> transactions.submit(transaction, condition);
    new ConditionalSendMethods(
            chain, sequencer == null ? own : sequencer, costPerSecond, System::nanoTime)
        .addTo(methods);
  }

  /** Adds the methods that tell of the blocks that an engine found to be invalid. */
  public void addBadBlocks(BadBlocks bad) {
    new BadBlockMethods(chain, bad, tracing, blocks).addTo(in(traces));
  }

  /** All methods. */
  public RpcMethods methods() {
    return methods;
  }

  /** What filters and subscriptions hold. */
  public List<HeldBytes> held() {
    return List.of(quota.held(), feed.held());
  }

  @Override
  public void close() {
    unsubscribe.run();
    watch.close();
    calls.close();
    traces.close();
    reads.close();
  }
}
