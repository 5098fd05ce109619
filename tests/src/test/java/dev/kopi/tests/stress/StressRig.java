package dev.kopi.tests.stress;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.dispatch.Caller;
import dev.kopi.adapters.rpc.dispatch.EventSource;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcHandler;
import dev.kopi.adapters.rpc.dispatch.Subscribable;
import dev.kopi.adapters.store.ChainStores;
import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.store.ChainStore;
import dev.kopi.services.engine.Engine;
import dev.kopi.services.engine.EngineConfig;
import dev.kopi.services.engine.chain.ChainEvents;
import dev.kopi.services.engine.payload.DaLimits;
import dev.kopi.services.engine.pool.PoolSettings;
import dev.kopi.services.engine.pool.TransactionPool;
import dev.kopi.services.engine.rpc.EthRpc;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import dev.kopi.services.lifecycle.RoleHealth;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/** An engine under L1 rules with pool, events and RPC methods, in this process without a server. */
final class StressRig implements AutoCloseable {
  static final UInt256 CHAIN = UInt256.of(900);
  static final Address LOGGER = Address.fromHex("0x" + "1099".repeat(10));
  static final PoolLimits LIMITS =
      PoolLimits.DEFAULT.toBuilder().globalSlots(200).globalQueue(60).accountQueue(20).build();

  /** Three logs without data. */
  private static final Bytes LOGGER_CODE = Bytes.fromHex("0x5f5fa05f5fa05f5fa000");

  private static final UInt256 FUNDS =
      UInt256.of(1_000_000_000_000_000_000L).multiply(UInt256.of(1_000_000));

  final Crypto crypto = NativeCrypto.create();
  final RoleHealth health = new RoleHealth("stress");
  final List<PrivateKey> accounts = new ArrayList<>();
  final ChainStore store;
  final ChainEvents events;
  final TransactionPool pool;
  final Engine engine;
  final Hash genesis;
  private final EthRpc eth;

  StressRig(int senders) {
    for (int i = 1; i <= senders; i++) {
      accounts.add(PrivateKey.fromHex(UInt256.of(i).toHash().toHex()));
    }
    Genesis start = genesis();
    store = ChainStores.inMemory(StoreOptions.DEFAULT, start.execute());
    genesis = store.heads().head();
    events = ChainEvents.start("stress", health);
    DaLimits limits = new DaLimits();
    pool =
        new TransactionPool(
            start.spec(),
            store,
            crypto,
            events,
            PoolSettings.of(LIMITS),
            16,
            null,
            InstantSource.system());
    pool.start("stress", health);
    engine =
        new Engine(
            EngineConfig.of("stress"), start.spec(), store, crypto, pool, limits, events, health);
    eth =
        new EthRpc(
            store,
            start.spec(),
            crypto,
            pool,
            events,
            limits,
            CallLimits.DEFAULT,
            InstantSource.system(),
            new Random(1),
            "stress",
            health);
  }

  private Genesis genesis() {
    Map<Fork, Long> forks = new EnumMap<>(Fork.class);
    for (Fork fork : Fork.values()) {
      forks.put(fork, 0L);
    }
    ChainSpec spec =
        new ChainSpec(
            CHAIN,
            forks,
            UInt256.ZERO,
            null,
            List.of(new ChainSpec.BlobScheduleEntry(0, BlobParams.PRAGUE)),
            null,
            null);
    Map<Address, StateDiff.AccountChange> alloc = new HashMap<>();
    Hash codeHash = Keccak256.hash(LOGGER_CODE);
    alloc.put(LOGGER, account(UInt256.ZERO, codeHash));
    for (PrivateKey key : accounts) {
      alloc.put(address(key), account(FUNDS, Keccak256.EMPTY));
    }
    return new Genesis(
        spec,
        new HeaderBuilder().gasLimit(30_000_000).timestampSeconds(1000).build(),
        new StateDiff(alloc, Map.of(codeHash, LOGGER_CODE)));
  }

  private static StateDiff.AccountChange account(UInt256 balance, Hash codeHash) {
    return new StateDiff.AccountChange(
        new StateDiff.Content(0, balance, codeHash), false, Map.of());
  }

  Address address(PrivateKey key) {
    return crypto.secp256k1().address(key);
  }

  long nonce(Address address) {
    Account account = store.state(store.heads().head()).account(address);
    return account == null ? 0 : account.nonce();
  }

  private Params params(String json) {
    return new Params(Json.parse(json), Caller.LOCAL);
  }

  /** Calls an RPC method. */
  JsonNode call(String method, String params) {
    RpcHandler handler = Objects.requireNonNull(eth.methods().handler(method), method);
    return asReceived(Objects.requireNonNull(handler.handle(params(params))));
  }

  /** A result as a client reads it: parts of it may be written already. */
  static JsonNode asReceived(JsonNode result) {
    return Json.parse(Json.write(result));
  }

  /** Subscribes to an RPC stream. */
  EventSource subscribe(String stream) {
    Subscribable events = Objects.requireNonNull(eth.methods().stream("eth", stream), stream);
    return events.subscribe(params("[]"), () -> {});
  }

  @Override
  public void close() {
    eth.close();
    engine.close();
    events.close();
    pool.close();
    store.close();
  }
}
