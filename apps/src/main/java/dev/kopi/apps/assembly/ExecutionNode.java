package dev.kopi.apps.assembly;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.client.RpcClients;
import dev.kopi.adapters.rpc.dispatch.HeldBytes;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.server.GetRoute;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.adapters.store.ChainStores;
import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.services.engine.Engine;
import dev.kopi.services.engine.EngineApiMethods;
import dev.kopi.services.engine.EngineConfig;
import dev.kopi.services.engine.TestingMethods;
import dev.kopi.services.engine.TrustedMethods;
import dev.kopi.services.engine.chain.ChainEvents;
import dev.kopi.services.engine.payload.DaLimits;
import dev.kopi.services.engine.pool.PoolAccess;
import dev.kopi.services.engine.pool.PoolSettings;
import dev.kopi.services.engine.pool.TransactionPool;
import dev.kopi.services.engine.rpc.EthRpc;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import dev.kopi.services.engine.rpc.send.ConditionalSendMethods;
import dev.kopi.services.lifecycle.RoleHealth;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * An execution engine with its store, its transaction pool, its public RPC servers and the
 * authenticated one for its rollup node.
 */
public final class ExecutionNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutionNode.class);
  private static final String VERSION = "kopi";

  /** Sidecars of included transactions are kept beside those of pending ones. */
  private static final int SIDECARS_PER_POOLED_BLOB = 2;

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Setup setup;
  private final RoleHealth health;
  private final Engine engine;
  private final ChainStore store;
  private final ChainEvents events;
  private final TransactionPool pool;
  private final EthRpc eth;
  private final List<RpcServer> open = new ArrayList<>();
  private final RpcServer authenticated;

  /**
   * The configuration of an engine.
   *
   * @param name the name in threads and logs
   * @param spec the rules of its chain
   * @param genesis its first block
   * @param directory the directory of the store, or null to keep the chain in memory
   * @param storeOptions the history to keep, and the size of caches and buffers
   * @param pool the configuration of the transaction pool
   * @param open the public ports; at least one
   * @param authenticated the Engine API port; its secret is not null
   * @param sequencer the RPC to forward transactions to, or null to add them to the pool
   * @param routes handlers of GET requests on the public ports
   * @param observer observes each call on any port
   * @param calls the limits of calls that execute code
   * @param conditionalCost the look-ups of eth_sendRawTransactionConditional in a second; 0 to
   *     leave the method out
   */
  public record Setup(
      String name,
      ChainSpec spec,
      ExecutedBlock genesis,
      @Nullable Path directory,
      StoreOptions storeOptions,
      PoolSettings pool,
      List<OpenPort> open,
      RpcServerConfig authenticated,
      @Nullable URI sequencer,
      List<GetRoute> routes,
      RpcObserver observer,
      CallLimits calls,
      int conditionalCost) {
    /** Copies the collections. */
    public Setup {
      open = List.copyOf(open);
      routes = List.copyOf(routes);
      if (open.isEmpty() || authenticated.jwt() == null) {
        throw new IllegalArgumentException(
            "an engine needs a public port and an authenticated one");
      }
    }

    /** With the default limits. */
    public Setup(
        String name,
        ChainSpec spec,
        ExecutedBlock genesis,
        @Nullable Path directory,
        StoreOptions storeOptions,
        PoolSettings pool,
        List<OpenPort> open,
        RpcServerConfig authenticated,
        @Nullable URI sequencer,
        List<GetRoute> routes,
        RpcObserver observer) {
      this(
          name,
          spec,
          genesis,
          directory,
          storeOptions,
          pool,
          open,
          authenticated,
          sequencer,
          routes,
          observer,
          CallLimits.DEFAULT,
          0);
    }

    /** With other limits of calls. */
    Setup withCalls(CallLimits limits) {
      return new Setup(
          name,
          spec,
          genesis,
          directory,
          storeOptions,
          pool,
          open,
          authenticated,
          sequencer,
          routes,
          observer,
          limits,
          conditionalCost);
    }
  }

  /**
   * An engine whose ports are not open yet.
   *
   * @throws dev.kopi.core.store.StoreException when its chain cannot be opened
   */
  public ExecutionNode(Setup setup, Crypto crypto) {
    this.setup = setup;
    Path directory = setup.directory();
    store =
        directory == null
            ? ChainStores.inMemory(setup.storeOptions(), setup.genesis())
            : ChainStores.onDisk(directory, setup.storeOptions(), setup.genesis(), setup.spec());
    InstantSource clock = InstantSource.system();
    health = new RoleHealth(setup.name());
    events = ChainEvents.start(setup.name(), health);
    DaLimits limits = new DaLimits();
    pool =
        new TransactionPool(
            setup.spec(),
            store,
            crypto,
            events,
            setup.pool(),
            SIDECARS_PER_POOLED_BLOB * setup.pool().limits().globalBlobs(),
            forwarding(setup.sequencer()),
            clock);
    pool.restore();
    pool.start(setup.name(), health);
    engine =
        new Engine(
            EngineConfig.of(setup.name()),
            setup.spec(),
            store,
            crypto,
            pool,
            limits,
            events,
            health);
    eth =
        new EthRpc(
            store,
            setup.spec(),
            crypto,
            pool,
            events,
            limits,
            setup.calls(),
            clock,
            new SecureRandom(),
            VERSION,
            health);
    eth.addBadBlocks(engine.badBlocks());
    if (setup.conditionalCost() > 0) {
      eth.addConditional(forwardingConditional(setup.sequencer()), setup.conditionalCost());
    }
    for (OpenPort port : setup.open()) {
      open.add(
          new RpcServer(
              port.server(),
              visible(port.namespaces()),
              setup.routes(),
              setup.observer(),
              clock,
              new RoleHealthSource(health)));
    }
    RpcMethods trusted =
        new EngineApiMethods(engine, store, VERSION, BuildCommit.shortHex()).methods();
    new TrustedMethods(engine).addTo(trusted);
    authenticated =
        new RpcServer(
            setup.authenticated(),
            trusted.addAll(eth.methods()),
            List.of(),
            setup.observer(),
            clock,
            new RoleHealthSource(health));
  }

  private RpcMethods visible(@Nullable Set<String> namespaces) {
    if (namespaces == null) {
      return eth.methods();
    }
    RpcMethods visible = eth.methods().only(namespaces);
    if (namespaces.contains("testing")) {
      new TestingMethods(engine).addTo(visible);
    }
    return visible;
  }

  /** Forwards transactions with their conditions to the sequencer. */
  private static ConditionalSendMethods.@Nullable Sender forwardingConditional(@Nullable URI url) {
    if (url == null) {
      return null;
    }
    RpcClient sequencer = RpcClients.open(url, TIMEOUT);
    return (encoded, condition, asSent) ->
        sent(sequencer, "eth_sendRawTransactionConditional", JsonValues.data(encoded), asSent);
  }

  /** Forwards transactions to the sequencer. */
  private static @Nullable Function<Bytes, Hash> forwarding(@Nullable URI url) {
    if (url == null) {
      return null;
    }
    RpcClient sequencer = RpcClients.open(url, TIMEOUT);
    return encoded -> sent(sequencer, "eth_sendRawTransaction", JsonValues.data(encoded));
  }

  private static Hash sent(RpcClient sequencer, String method, JsonNode... params) {
    try {
      return JsonFields.asHash(sequencer.call(method, params), "transaction hash");
    } catch (RpcTransportException e) {
      throw RpcException.server("the sequencer does not answer: " + e.getMessage());
    }
  }

  /**
   * Opens the ports.
   *
   * @throws IllegalStateException when one cannot be opened
   */
  public void start() {
    open.forEach(RpcServer::start);
    authenticated.start();
    LOG.info(
        "engine started: name={} head={} rpc={} engine={}",
        setup.name(),
        (long) number(store.heads().head()),
        rpcUrl(),
        engineUrl());
  }

  /** Gauges that are read when metrics are scraped, with go-ethereum's names. */
  public void watch(Metrics metrics) {
    metrics.watch("chain_head_block", "Number of the head", () -> number(store.heads().head()));
    metrics.watch(
        "chain_head_safe", "Number of the safe block", () -> number(store.heads().safe()));
    metrics.watch(
        "chain_head_finalized",
        "Number of the finalized block",
        () -> number(store.heads().finalized()));
    metrics.watch(
        "txpool_pending",
        "Transactions that can be executed",
        () -> pool.status().executable().transactions());
    metrics.count("txpool_refused", "Transactions that the pool refused", "reason", pool::refusals);
    metrics.watch(
        "txpool_queued",
        "Transactions behind a nonce gap",
        () -> pool.status().gapped().transactions());
    metrics.watch("held_bytes", "Bytes held for callers", "buffer", () -> values(HeldBytes::bytes));
    metrics.watch(
        "held_bytes_bound",
        "The most bytes held for callers",
        "buffer",
        () -> values(HeldBytes::bound));
  }

  private Map<String, Double> values(ToLongFunction<HeldBytes> value) {
    Map<String, Double> values = new TreeMap<>();
    held().forEach(one -> values.put(one.name(), (double) value.applyAsLong(one)));
    return values;
  }

  /** What is held for callers, and the bounds: messages, filters and feeds, the pool. */
  public List<HeldBytes> held() {
    List<HeldBytes> held = new ArrayList<>(eth.held());
    for (int i = 0; i < open.size(); i++) {
      String prefix = i == 0 ? "" : "port" + i + "_";
      open.get(i).held().forEach(one -> held.add(one.prefixed(prefix)));
    }
    authenticated.held().forEach(one -> held.add(one.prefixed("engine_")));
    PoolAccess.Status status = pool.status();
    PoolLimits limits = setup.pool().limits();
    held.add(new HeldBytes("txpool_pending", status.executable().bytes(), limits.globalBytes()));
    held.add(new HeldBytes("txpool_queued", status.gapped().bytes(), limits.globalQueueBytes()));
    return held;
  }

  private double number(@Nullable Hash block) {
    Header header = block == null ? null : store.header(block);
    return header == null ? 0 : header.number();
  }

  /** Whether the engine works. */
  public RoleHealth health() {
    return health;
  }

  /** The engine itself. */
  public Engine engine() {
    return engine;
  }

  /** The store, for reading. */
  public ChainStore store() {
    return store;
  }

  /** The URLs of the public ports over HTTP, in their order. */
  public List<String> openUrls() {
    return open.stream().map(RpcServer::httpUrl).toList();
  }

  /** The URL of the public RPC over HTTP. */
  public String rpcUrl() {
    return open.getFirst().httpUrl();
  }

  /** The URL of the public RPC over WebSocket. */
  public String wsUrl() {
    return open.getFirst().wsUrl();
  }

  /** The URL of the Engine API. */
  public String engineUrl() {
    return authenticated.httpUrl();
  }

  /** A client of the public RPC. */
  public RpcClient openClient() {
    return new HttpRpcClient(URI.create(rpcUrl()), TIMEOUT);
  }

  /** A client of the Engine API. */
  public RpcClient nodeClient() {
    JwtSecret jwt = Objects.requireNonNull(setup.authenticated().jwt());
    return new HttpRpcClient(
        URI.create(engineUrl()), TIMEOUT, jwt, Map.of(), InstantSource.system());
  }

  @Override
  public void close() {
    authenticated.close();
    open.forEach(RpcServer::close);
    eth.close();
    engine.close();
    events.close();
    pool.close();
    store.close();
  }
}
