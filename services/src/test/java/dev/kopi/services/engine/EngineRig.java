package dev.kopi.services.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.store.ChainStores;
import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.ForkchoiceResult;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.txmgr.TransactionSigner;
import dev.kopi.services.engine.chain.ChainEvents;
import dev.kopi.services.engine.payload.DaLimits;
import dev.kopi.services.engine.pool.PoolSettings;
import dev.kopi.services.engine.pool.TransactionPool;
import dev.kopi.services.lifecycle.RoleHealth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An engine with its pool over a new chain in memory, and what a test gives it. */
public record EngineRig(
    ChainStore store,
    Engine engine,
    TransactionPool pool,
    DaLimits limits,
    ChainEvents events,
    Hash genesis)
    implements AutoCloseable {
  public static final Crypto CRYPTO = NativeCrypto.create();
  public static final UInt256 CHAIN = UInt256.of(900);
  public static final UInt256 GWEI = UInt256.of(1_000_000_000);
  public static final UInt256 ETHER = GWEI.multiply(GWEI);
  public static final Address TARGET = Address.fromHex("0x" + "77".repeat(20));
  public static final PrivateKey ALICE = PrivateKey.fromHex("0x" + "11".repeat(32));
  public static final PrivateKey BOB = PrivateKey.fromHex("0x" + "22".repeat(32));

  /** Holds a key and code, as nobody does who found the key first. */
  public static final PrivateKey CONTRACT = PrivateKey.fromHex("0x" + "44".repeat(32));

  public static final Bytes PARAMS = Bytes.fromHex("0x000000fa00000006");

  /** An engine on a new chain, where Alice and Bob have an ether each. */
  public static EngineRig of(ChainSpec spec) {
    return of(spec, List.of(ALICE, BOB), PoolLimits.DEFAULT, store -> store);
  }

  /**
   * An engine on a new chain.
   *
   * @param funded have an ether each
   * @param poolStore makes the store that the pool reads from the engine's
   */
  public static EngineRig of(
      ChainSpec spec,
      List<PrivateKey> funded,
      PoolLimits poolLimits,
      UnaryOperator<ChainStore> poolStore) {
    Map<Address, StateDiff.AccountChange> alloc = new HashMap<>();
    for (PrivateKey key : funded) {
      alloc.put(
          address(key),
          new StateDiff.AccountChange(
              new StateDiff.Content(0, ETHER, Keccak256.EMPTY), false, Map.of()));
    }
    Bytes code = Bytes.fromHex("0x00");
    alloc.put(
        address(CONTRACT),
        new StateDiff.AccountChange(
            new StateDiff.Content(0, ETHER, Keccak256.hash(code)), false, Map.of()));
    boolean op = spec.op() != null;
    Genesis genesis =
        new Genesis(
            spec,
            new HeaderBuilder()
                .gasLimit(30_000_000)
                .timestampSeconds(1000)
                .extraData(op ? extraData(spec) : Bytes.EMPTY)
                .build(),
            new StateDiff(alloc, Map.of(Keccak256.hash(code), code)));
    ChainStore store = ChainStores.inMemory(StoreOptions.DEFAULT, genesis.execute());
    ChainEvents events = new ChainEvents(ChainEvents.Limits.DEFAULT);
    DaLimits limits = new DaLimits();
    TransactionPool pool =
        new TransactionPool(
            spec,
            poolStore.apply(store),
            CRYPTO,
            events,
            PoolSettings.of(poolLimits),
            16,
            null,
            () -> Instant.EPOCH);
    Engine engine =
        new Engine(
            EngineConfig.of("test"),
            spec,
            store,
            CRYPTO,
            pool,
            limits,
            events,
            new RoleHealth("test"));
    return new EngineRig(store, engine, pool, limits, events, store.heads().head());
  }

  private static Bytes extraData(ChainSpec spec) {
    return spec.rules(0, 1000, true).has(OpFork.JOVIAN)
        ? Bytes.concat(Bytes.fromHex("0x01"), PARAMS, Bytes.wrap(new byte[8]))
        : Bytes.concat(Bytes.fromHex("0x00"), PARAMS);
  }

  /** Moves the head, and lets the pool hear of it. */
  public ForkchoiceResult update(Hash head, @Nullable PayloadAttributes attributes) {
    ForkchoiceResult result =
        engine.forkchoiceUpdated(3, new ForkchoiceState(head, genesis, genesis), attributes);
    events.run(0);
    pool.run(0);
    return result;
  }

  /** Builds a block, takes it as valid and makes it the head. */
  public ExecutionPayload build(int version, Hash parent, PayloadAttributes attributes) {
    PayloadEnvelope envelope = take(version, parent, attributes);
    assertThat(give(version, envelope).status()).isEqualTo(PayloadStatus.Status.VALID);
    assertThat(update(envelope.payload().blockHash(), null).status().status())
        .isEqualTo(PayloadStatus.Status.VALID);
    return envelope.payload();
  }

  public PayloadEnvelope take(int version, Hash parent, PayloadAttributes attributes) {
    PayloadId id = update(parent, attributes).payloadId();
    assertThat(id).isNotNull();
    return engine.getPayload(version, id);
  }

  public PayloadStatus give(int version, PayloadEnvelope envelope) {
    List<Hash> hashes = new ArrayList<>();
    for (Bytes one : envelope.payload().transactions()) {
      hashes.addAll(TransactionEnvelope.decode(one).transaction().blobHashes());
    }
    return engine.newPayload(
        Math.min(version, 4),
        envelope.payload(),
        hashes,
        envelope.parentBeaconBlockRoot(),
        version >= 4 ? envelope.executionRequests() : null);
  }

  @Override
  public void close() {
    engine.close();
    pool.close();
    store.close();
  }

  /** The latest rules of L1, from the first block on. */
  public static ChainSpec l1() {
    Map<Fork, Long> forks = new HashMap<>();
    for (Fork fork : Fork.values()) {
      forks.put(fork, 0L);
    }
    return new ChainSpec(
        CHAIN,
        forks,
        UInt256.ZERO,
        null,
        List.of(new ChainSpec.BlobScheduleEntry(0, BlobParams.PRAGUE)),
        null,
        null);
  }

  /** An OP chain at Holocene. */
  public static ChainSpec holocene() {
    return opChain(Fork.CANCUN, OpFork.HOLOCENE);
  }

  /** An OP chain at Karst. */
  public static ChainSpec karst() {
    return opChain(Fork.OSAKA, OpFork.KARST);
  }

  private static ChainSpec opChain(Fork last, OpFork lastOp) {
    Map<Fork, Long> forks = new HashMap<>();
    for (Fork fork : Fork.values()) {
      if (last.atLeast(fork)) {
        forks.put(fork, 0L);
      }
    }
    Map<OpFork, Long> op = new HashMap<>();
    for (OpFork fork : OpFork.values()) {
      if (lastOp.atLeast(fork)) {
        op.put(fork, 0L);
      }
    }
    return new ChainSpec(
        CHAIN, forks, UInt256.ZERO, null, List.of(), null, new OpSpec(op, 6, 50, 250));
  }

  public static Address address(PrivateKey key) {
    return CRYPTO.secp256k1().address(key);
  }

  public static TransactionEnvelope transfer(PrivateKey key, long nonce, long tipGwei) {
    return sign(
        new Transaction.DynamicFee(
            CHAIN,
            nonce,
            GWEI.multiply(UInt256.of(tipGwei)),
            GWEI.multiply(UInt256.of(100)),
            21_000,
            TARGET,
            UInt256.ONE,
            Bytes.EMPTY,
            List.of(),
            new Signature(UInt256.ZERO, UInt256.ZERO, UInt256.ZERO)),
        key);
  }

  public static TransactionEnvelope sign(Transaction transaction, PrivateKey key) {
    return TransactionEnvelope.of(TransactionSigner.sign(transaction, CRYPTO.secp256k1(), key));
  }

  public static PayloadAttributes l1Attributes(long time) {
    return new PayloadAttributes(
        time, Hash.ZERO, TARGET, List.of(), Hash.ZERO, null, false, null, null, null);
  }

  public static PayloadAttributes opAttributes(
      long time, boolean noTxPool, TransactionEnvelope... forced) {
    List<Bytes> encoded = new ArrayList<>();
    for (TransactionEnvelope one : forced) {
      encoded.add(one.encoded());
    }
    return new PayloadAttributes(
        time,
        Hash.ZERO,
        TARGET,
        List.of(),
        Hash.ZERO,
        encoded,
        noTxPool,
        30_000_000L,
        PARAMS,
        null);
  }

  public static TransactionEnvelope deposit(int number) {
    return TransactionEnvelope.of(
        new Transaction.Deposit(
            UInt256.of(number).toHash(),
            TARGET,
            TARGET,
            UInt256.of(5),
            UInt256.of(3),
            100_000,
            false,
            Bytes.EMPTY));
  }

  public static List<Hash> hashes(ExecutionPayload payload) {
    return payload.transactions().stream()
        .map(one -> TransactionEnvelope.decode(one).hash())
        .toList();
  }
}
