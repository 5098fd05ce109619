package dev.kopi.apps.devnet;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.GetRoute;
import dev.kopi.adapters.rpc.HttpRpcClient;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.RpcClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcMethods;
import dev.kopi.adapters.rpc.RpcObserver;
import dev.kopi.adapters.rpc.RpcServer;
import dev.kopi.adapters.rpc.RpcServerConfig;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.store.ChainStores;
import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.core.chain.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.services.engine.ChainEvents;
import dev.kopi.services.engine.DaLimits;
import dev.kopi.services.engine.Engine;
import dev.kopi.services.engine.EngineApiMethods;
import dev.kopi.services.engine.EngineConfig;
import dev.kopi.services.engine.TransactionPool;
import dev.kopi.services.engine.rpc.EthRpc;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An execution engine with its store, pool and two servers: one for everybody, one for its node.
 */
final class EngineProcess implements AutoCloseable {
  private static final String VERSION = "kopi";
  private static final String LOOPBACK = "127.0.0.1";
  private static final int MAX_BLOBS = 512;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Engine engine;
  private final ChainStore store;
  private final TransactionPool pool;
  private final EthRpc eth;
  private final RpcServer open;
  private final RpcServer authenticated;
  private final JwtSecret jwt;

  /**
   * What an engine is made from.
   *
   * @param name for its threads and logs
   * @param spec the rules of its chain
   * @param genesis its first block
   * @param directory where its chain is kept, or null for memory
   * @param rpcPort the open port; 0 for a free one
   * @param enginePort the authenticated port; 0 for a free one
   * @param jwt the secret of the authenticated port
   * @param sequencerUrl where transactions are sent on to, or null to pool them
   */
  record Setup(
      String name,
      ChainSpec spec,
      ExecutedBlock genesis,
      @Nullable Path directory,
      int rpcPort,
      int enginePort,
      JwtSecret jwt,
      @Nullable String sequencerUrl) {}

  EngineProcess(Setup setup, Crypto crypto, List<GetRoute> routes) {
    jwt = setup.jwt();
    Path directory = setup.directory();
    store =
        directory == null
            ? ChainStores.inMemory(StoreOptions.DEFAULT, setup.genesis())
            : ChainStores.onDisk(directory, StoreOptions.DEFAULT, setup.genesis());
    InstantSource clock = InstantSource.system();
    ChainEvents events = new ChainEvents();
    DaLimits limits = new DaLimits();
    pool =
        new TransactionPool(
            setup.spec(),
            store,
            crypto,
            events,
            PoolLimits.DEFAULT,
            MAX_BLOBS,
            setup.sequencerUrl() == null ? null : forwarding(setup.sequencerUrl()));
    engine =
        new Engine(
            EngineConfig.of(setup.name()), setup.spec(), store, crypto, pool, limits, events);
    eth =
        new EthRpc(
            store, setup.spec(), crypto, pool, events, limits, clock, new SecureRandom(), VERSION);
    open =
        new RpcServer(
            RpcServerConfig.open(LOOPBACK, setup.rpcPort()),
            eth.methods(),
            routes,
            RpcObserver.NONE,
            clock);
    RpcMethods engineMethods = new EngineApiMethods(engine, store, VERSION, "00000000").methods();
    authenticated =
        new RpcServer(
            RpcServerConfig.authenticated(LOOPBACK, setup.enginePort(), jwt),
            engineMethods.addAll(eth.methods()),
            List.of(),
            RpcObserver.NONE,
            clock);
  }

  /** Sends transactions on to the sequencer. */
  private static Function<Bytes, Hash> forwarding(String url) {
    RpcClient sequencer = new HttpRpcClient(URI.create(url), TIMEOUT);
    return encoded -> {
      try {
        return JsonFields.asHash(
            sequencer.call("eth_sendRawTransaction", JsonValues.data(encoded)), "transaction hash");
      } catch (RpcTransportException e) {
        throw RpcException.server("the sequencer does not answer: " + e.getMessage());
      }
    };
  }

  void start() {
    open.start();
    authenticated.start();
  }

  /** The engine itself. */
  Engine engine() {
    return engine;
  }

  /** Its store, to be read. */
  ChainStore store() {
    return store;
  }

  /** Where everybody may call. */
  DevnetDescription.Endpoints endpoints() {
    return new DevnetDescription.Endpoints(open.httpUrl(), open.wsUrl());
  }

  /** Where its node may call. */
  String engineUrl() {
    return authenticated.httpUrl();
  }

  /** A client of the open port. */
  RpcClient openClient() {
    return new HttpRpcClient(URI.create(open.httpUrl()), TIMEOUT);
  }

  /** A client of the authenticated port. */
  RpcClient nodeClient() {
    return new HttpRpcClient(
        URI.create(authenticated.httpUrl()), TIMEOUT, jwt, Map.of(), InstantSource.system());
  }

  @Override
  public void close() {
    authenticated.close();
    open.close();
    eth.close();
    engine.close();
    pool.close();
    store.close();
  }
}
