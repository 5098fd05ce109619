package dev.kopi.tests.testkit;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.adapters.store.ChainStores;
import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ChainStore;
import dev.kopi.services.engine.Engine;
import dev.kopi.services.engine.EngineConfig;
import dev.kopi.services.engine.TestingMethods;
import dev.kopi.services.engine.chain.ChainEvents;
import dev.kopi.services.engine.payload.DaLimits;
import dev.kopi.services.engine.pool.PoolSettings;
import dev.kopi.services.engine.pool.TransactionPool;
import dev.kopi.services.engine.rpc.EthRpc;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import dev.kopi.services.lifecycle.RoleHealth;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.Set;

/** An engine in memory with its pool and its public RPC on a free port. */
public final class RunningEngine implements AutoCloseable {
  private static final int MAX_BLOBS = 64;

  private final ChainStore store;
  private final TransactionPool pool;
  private final Engine engine;
  private final ChainEvents events;
  private final EthRpc eth;
  private final RpcServer server;
  private final Set<String> names;

  /** An engine at its genesis block. */
  public RunningEngine(Genesis genesis) {
    this(genesis, RpcServerConfig.open("127.0.0.1", 0));
  }

  /** As above, with a server of one's own. */
  public RunningEngine(Genesis genesis, RpcServerConfig config) {
    Crypto crypto = NativeCrypto.create();
    store = ChainStores.inMemory(StoreOptions.DEFAULT, genesis.execute());
    RoleHealth health = new RoleHealth("test");
    events = ChainEvents.start("test", health);
    DaLimits limits = new DaLimits();
    pool =
        new TransactionPool(
            genesis.spec(),
            store,
            crypto,
            events,
            PoolSettings.of(PoolLimits.DEFAULT),
            MAX_BLOBS,
            null,
            InstantSource.system());
    pool.start("test", health);
    engine =
        new Engine(
            EngineConfig.of("test"), genesis.spec(), store, crypto, pool, limits, events, health);
    eth =
        new EthRpc(
            store,
            genesis.spec(),
            crypto,
            pool,
            events,
            limits,
            CallLimits.DEFAULT,
            InstantSource.system(),
            new Random(1),
            "kopi/test",
            health);
    RpcMethods methods = new RpcMethods().addAll(eth.methods());
    new TestingMethods(engine).addTo(methods);
    names = methods.names();
    server = new RpcServer(config, methods).start();
  }

  /** Executes a block on its parent; fails unless it is valid. */
  public void insert(Block block) {
    PayloadStatus status = engine.importBlock(block);
    if (status.status() != PayloadStatus.Status.VALID) {
      throw new AssertionError("block " + block.number() + ": " + status);
    }
  }

  /** Makes a block head, safe and finalized. */
  public void finalizeAt(Hash head) {
    PayloadStatus status =
        engine.forkchoiceUpdated(3, new ForkchoiceState(head, head, head), null).status();
    if (status.status() != PayloadStatus.Status.VALID) {
      throw new AssertionError("head " + head + ": " + status);
    }
  }

  /** The engine. */
  public Engine engine() {
    return engine;
  }

  /** Its chain. */
  public ChainStore store() {
    return store;
  }

  /** Its server. */
  public RpcServer server() {
    return server;
  }

  /** The names of all methods that it answers. */
  public Set<String> methods() {
    return names;
  }

  /** A client of the server. */
  public RpcClient client() {
    return new HttpRpcClient(URI.create(server.httpUrl()), Duration.ofSeconds(60));
  }

  @Override
  public void close() {
    server.close();
    eth.close();
    engine.close();
    events.close();
    pool.close();
    store.close();
  }
}
