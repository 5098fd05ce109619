package dev.kopi.services.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.store.ChainStores;
import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.core.chain.BlobParams;
import dev.kopi.core.chain.ChainSpec;
import dev.kopi.core.chain.Fork;
import dev.kopi.core.chain.HeaderBuilder;
import dev.kopi.core.chain.OpFork;
import dev.kopi.core.chain.OpSpec;
import dev.kopi.core.chain.Signature;
import dev.kopi.core.chain.Transaction;
import dev.kopi.core.chain.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.Keccak256;
import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.crypto.PrivateKey;
import dev.kopi.core.engineapi.EngineApiException;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.ForkchoiceResult;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.execution.Genesis;
import dev.kopi.core.execution.Payloads;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.txmgr.TransactionSigner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineTest {
  private static final Crypto CRYPTO = NativeCrypto.create();
  private static final UInt256 CHAIN = UInt256.of(900);
  private static final UInt256 GWEI = UInt256.of(1_000_000_000);
  private static final UInt256 ETHER = GWEI.multiply(GWEI);
  private static final Address TARGET = Address.fromHex("0x" + "77".repeat(20));
  private static final PrivateKey ALICE = PrivateKey.fromHex("0x" + "11".repeat(32));
  private static final PrivateKey BOB = PrivateKey.fromHex("0x" + "22".repeat(32));

  /** Holds a key and code, as nobody does who found the key first. */
  private static final PrivateKey CONTRACT = PrivateKey.fromHex("0x" + "44".repeat(32));

  private static final Bytes PARAMS = Bytes.fromHex("0x000000fa00000006");

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  /** An engine with its pool. */
  private record Rig(
      ChainStore store, Engine engine, TransactionPool pool, DaLimits limits, Hash genesis) {
    ForkchoiceResult update(Hash head, @Nullable PayloadAttributes attributes) {
      return engine.forkchoiceUpdated(3, new ForkchoiceState(head, genesis, genesis), attributes);
    }

    /** Builds a block, takes it as valid and makes it the head. */
    ExecutionPayload build(int version, Hash parent, PayloadAttributes attributes) {
      PayloadEnvelope envelope = take(version, parent, attributes);
      assertThat(give(version, envelope).status()).isEqualTo(PayloadStatus.Status.VALID);
      assertThat(update(envelope.payload().blockHash(), null).status().status())
          .isEqualTo(PayloadStatus.Status.VALID);
      return envelope.payload();
    }

    PayloadEnvelope take(int version, Hash parent, PayloadAttributes attributes) {
      PayloadId id = update(parent, attributes).payloadId();
      assertThat(id).isNotNull();
      return engine.getPayload(version, id);
    }

    PayloadStatus give(int version, PayloadEnvelope envelope) {
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
  }

  private Rig rig(ChainSpec spec) {
    Map<Address, StateDiff.AccountChange> alloc = new HashMap<>();
    for (PrivateKey key : List.of(ALICE, BOB)) {
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
                .extraData(op ? Bytes.concat(Bytes.fromHex("0x00"), PARAMS) : Bytes.EMPTY)
                .build(),
            new StateDiff(alloc, Map.of(Keccak256.hash(code), code)));
    ChainStore store = ChainStores.inMemory(StoreOptions.DEFAULT, genesis.execute());
    ChainEvents events = new ChainEvents();
    DaLimits limits = new DaLimits();
    TransactionPool pool =
        new TransactionPool(spec, store, CRYPTO, events, PoolLimits.DEFAULT, 16, null);
    Engine engine = new Engine(EngineConfig.of("test"), spec, store, CRYPTO, pool, limits, events);
    open.add(store);
    open.add(pool);
    open.add(engine);
    return new Rig(store, engine, pool, limits, store.heads().head());
  }

  private static ChainSpec l1() {
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

  private static ChainSpec holocene() {
    Map<Fork, Long> forks = new HashMap<>();
    for (Fork fork : Fork.values()) {
      if (Fork.CANCUN.atLeast(fork)) {
        forks.put(fork, 0L);
      }
    }
    Map<OpFork, Long> op = new HashMap<>();
    for (OpFork fork : OpFork.values()) {
      if (OpFork.HOLOCENE.atLeast(fork)) {
        op.put(fork, 0L);
      }
    }
    return new ChainSpec(
        CHAIN, forks, UInt256.ZERO, null, List.of(), null, new OpSpec(op, 6, 50, 250));
  }

  private static Address address(PrivateKey key) {
    return CRYPTO.secp256k1().address(key);
  }

  private static TransactionEnvelope transfer(PrivateKey key, long nonce, long tipGwei) {
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

  private static TransactionEnvelope sign(Transaction transaction, PrivateKey key) {
    return TransactionEnvelope.of(TransactionSigner.sign(transaction, CRYPTO.secp256k1(), key));
  }

  private static PayloadAttributes l1Attributes(long time) {
    return new PayloadAttributes(
        time, Hash.ZERO, TARGET, List.of(), Hash.ZERO, null, false, null, null, null);
  }

  private static PayloadAttributes opAttributes(
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

  private static TransactionEnvelope deposit(int number) {
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

  private static List<Hash> hashes(ExecutionPayload payload) {
    return payload.transactions().stream()
        .map(one -> TransactionEnvelope.decode(one).hash())
        .toList();
  }

  @Test
  void buildsFromThePoolTheHighestTipFirst() {
    Rig rig = rig(l1());
    TransactionEnvelope low = transfer(ALICE, 0, 1);
    TransactionEnvelope high = transfer(BOB, 0, 3);
    TransactionEnvelope later = transfer(ALICE, 1, 9);
    List.of(later, low, high).forEach(one -> rig.pool().submit(one.encoded()));
    ExecutionPayload block = rig.build(5, rig.genesis(), l1Attributes(1002));
    assertThat(hashes(block)).containsExactly(high.hash(), low.hash(), later.hash());
    assertThat(rig.pool().pending()).isEmpty();
    assertThat(rig.store().transaction(low.hash())).isNotNull();
  }

  @Test
  void addsWhatComesBetweenTheStartAndTheEndOfBuilding() {
    Rig rig = rig(l1());
    PayloadId id = rig.update(rig.genesis(), l1Attributes(1002)).payloadId();
    assertThat(id).isNotNull();
    TransactionEnvelope late = transfer(ALICE, 0, 1);
    rig.pool().submit(late.encoded());
    PayloadEnvelope taken = rig.engine().getPayload(5, id);
    assertThat(hashes(taken.payload())).containsExactly(late.hash());
    assertThat(taken.blockValue()).isEqualTo(GWEI.multiply(UInt256.of(21_000)));
    assertThat(rig.engine().getPayload(5, id)).isEqualTo(taken);
  }

  @Test
  void putsForcedTransactionsFirstAndNothingElseWithoutThePool() {
    Rig rig = rig(holocene());
    TransactionEnvelope user = transfer(ALICE, 0, 1);
    rig.pool().submit(user.encoded());
    ExecutionPayload alone = rig.build(3, rig.genesis(), opAttributes(1001, true, deposit(1)));
    assertThat(hashes(alone)).containsExactly(deposit(1).hash());
    ExecutionPayload both = rig.build(3, alone.blockHash(), opAttributes(1002, false, deposit(2)));
    assertThat(hashes(both)).containsExactly(deposit(2).hash(), user.hash());
    assertThat(both.extraData()).isEqualTo(Bytes.concat(Bytes.fromHex("0x00"), PARAMS));
    assertThat(both.gasLimit()).isEqualTo(30_000_000L);
  }

  @Test
  void boundsPoolTransactionsByTheirDataButNeverForcedOnes() {
    Rig rig = rig(holocene());
    rig.pool().submit(transfer(ALICE, 0, 1).encoded());
    rig.limits().set(50, 0);
    ExecutionPayload bounded = rig.build(3, rig.genesis(), opAttributes(1001, false, deposit(1)));
    assertThat(hashes(bounded)).containsExactly(deposit(1).hash());
    rig.limits().set(0, 150);
    rig.pool().submit(transfer(BOB, 0, 1).encoded());
    ExecutionPayload one = rig.build(3, bounded.blockHash(), opAttributes(1002, false, deposit(2)));
    assertThat(one.transactions()).hasSize(2);
  }

  @Test
  void refusesForcedTransactionsThatCannotBeInABlock() {
    Rig rig = rig(holocene());
    PayloadAttributes attributes = opAttributes(1001, true, transfer(ALICE, 7, 1));
    assertThatThrownBy(() -> rig.update(rig.genesis(), attributes))
        .isInstanceOfSatisfying(
            EngineApiException.class, e -> assertThat(e.code()).isEqualTo(-38003));
    PayloadAttributes garbage =
        new PayloadAttributes(
            1001,
            Hash.ZERO,
            TARGET,
            List.of(),
            Hash.ZERO,
            List.of(Bytes.fromHex("0x7eff")),
            true,
            30_000_000L,
            PARAMS,
            null);
    assertThatThrownBy(() -> rig.update(rig.genesis(), garbage))
        .isInstanceOfSatisfying(
            EngineApiException.class, e -> assertThat(e.code()).isEqualTo(-38003));
  }

  @Test
  void anotherEngineExecutesTheSameBlock() {
    Rig sequencer = rig(holocene());
    Rig verifier = rig(holocene());
    sequencer.pool().submit(transfer(ALICE, 0, 1).encoded());
    PayloadEnvelope built =
        sequencer.take(3, sequencer.genesis(), opAttributes(1001, false, deposit(1)));
    assertThat(verifier.give(3, built)).isEqualTo(PayloadStatus.valid(built.payload().blockHash()));
  }

  @Test
  void keepsPayloadsWithUnknownParentsAndImportsThemWhenTheParentComes() {
    Rig source = rig(l1());
    PayloadEnvelope first = source.take(5, source.genesis(), l1Attributes(1002));
    source.give(5, first);
    PayloadEnvelope second = source.take(5, first.payload().blockHash(), l1Attributes(1004));
    Rig rig = rig(l1());
    assertThat(rig.give(5, second).status()).isEqualTo(PayloadStatus.Status.SYNCING);
    Hash head = second.payload().blockHash();
    assertThat(rig.update(head, null).status().status()).isEqualTo(PayloadStatus.Status.SYNCING);
    assertThat(rig.give(5, first).status()).isEqualTo(PayloadStatus.Status.VALID);
    assertThat(rig.update(head, null).status().status()).isEqualTo(PayloadStatus.Status.VALID);
  }

  @Test
  void rejectsInvalidBlocksAndWhatBuildsOnThem() {
    Rig source = rig(l1());
    PayloadEnvelope first = source.take(5, source.genesis(), l1Attributes(1002));
    ExecutionPayload good = first.payload();
    Rig rig = rig(l1());
    ExecutionPayload wrongRoot =
        rehash(good, source.genesis(), first, Hash.fromHex("0x" + "ab".repeat(32)));
    PayloadStatus status =
        rig.engine()
            .newPayload(
                4, wrongRoot, List.of(), first.parentBeaconBlockRoot(), first.executionRequests());
    assertThat(status.status()).isEqualTo(PayloadStatus.Status.INVALID);
    assertThat(status.latestValidHash()).isEqualTo(rig.genesis());
    PayloadStatus again = rig.update(wrongRoot.blockHash(), null).status();
    assertThat(again.status()).isEqualTo(PayloadStatus.Status.INVALID);
    assertThat(again.latestValidHash()).isEqualTo(rig.genesis());
    ExecutionPayload child = rehash(good, wrongRoot.blockHash(), first, good.stateRoot());
    PayloadStatus onTop =
        rig.engine()
            .newPayload(
                4, child, List.of(), first.parentBeaconBlockRoot(), first.executionRequests());
    assertThat(onTop.status()).isEqualTo(PayloadStatus.Status.INVALID);
    assertThat(onTop.latestValidHash()).isEqualTo(rig.genesis());
  }

  /** The payload with another parent and state root, and the hash that belongs to them. */
  private static ExecutionPayload rehash(
      ExecutionPayload p, Hash parent, PayloadEnvelope envelope, Hash stateRoot) {
    ExecutionPayload draft = with(p, parent, stateRoot, Hash.ZERO);
    Hash hash =
        Payloads.block(
                draft,
                l1().rules(1, 1002, true),
                envelope.parentBeaconBlockRoot(),
                envelope.executionRequests(),
                CRYPTO.sha256())
            .hash();
    return with(p, parent, stateRoot, hash);
  }

  private static ExecutionPayload with(
      ExecutionPayload p, Hash parent, Hash stateRoot, Hash blockHash) {
    return new ExecutionPayload(
        parent,
        p.feeRecipient(),
        stateRoot,
        p.receiptsRoot(),
        p.logsBloom(),
        p.prevRandao(),
        p.blockNumber(),
        p.gasLimit(),
        p.gasUsed(),
        p.timestampSeconds(),
        p.extraData(),
        p.baseFeePerGas(),
        blockHash,
        p.transactions(),
        p.withdrawals(),
        p.blobGasUsed(),
        p.excessBlobGas(),
        p.withdrawalsRoot());
  }

  @Test
  void reorganisesAndTakesTransactionsBackIntoThePool() {
    Rig rig = rig(l1());
    TransactionEnvelope user = transfer(ALICE, 0, 1);
    rig.pool().submit(user.encoded());
    ExecutionPayload with = rig.build(5, rig.genesis(), l1Attributes(1002));
    assertThat(hashes(with)).containsExactly(user.hash());
    rig.update(rig.genesis(), null);
    assertThat(rig.store().heads().head()).isEqualTo(rig.genesis());
    assertThat(rig.store().canonicalHash(1)).isNull();
    assertThat(rig.pool().transaction(user.hash())).isNotNull();
    ExecutionPayload other = rig.build(5, rig.genesis(), l1Attributes(1003));
    assertThat(hashes(other)).containsExactly(user.hash());
    assertThat(rig.store().canonicalHash(1)).isEqualTo(other.blockHash());
  }

  @Test
  void refusesContradictoryForkchoices() {
    Rig rig = rig(l1());
    ExecutionPayload a = rig.build(5, rig.genesis(), l1Attributes(1002));
    ExecutionPayload b = rig.build(5, rig.genesis(), l1Attributes(1003));
    for (Hash wrong : List.of(a.blockHash(), Hash.fromHex("0x" + "cd".repeat(32)))) {
      assertThatThrownBy(() ->
              rig.engine()
                  .forkchoiceUpdated(
                      3, new ForkchoiceState(b.blockHash(), wrong, rig.genesis()), null))
          .isInstanceOfSatisfying(
              EngineApiException.class, e -> assertThat(e.code()).isEqualTo(-38002));
    }
    assertThatThrownBy(() -> rig.update(b.blockHash(), l1Attributes(1003)))
        .isInstanceOfSatisfying(
            EngineApiException.class, e -> assertThat(e.code()).isEqualTo(-38003));
    assertThatThrownBy(() -> rig.engine().getPayload(5, new PayloadId(1)))
        .isInstanceOfSatisfying(
            EngineApiException.class, e -> assertThat(e.code()).isEqualTo(-38001));
    PayloadId id = rig.update(b.blockHash(), l1Attributes(1005)).payloadId();
    assertThat(id).isNotNull();
    assertThatThrownBy(() -> rig.engine().getPayload(4, id))
        .isInstanceOfSatisfying(
            EngineApiException.class, e -> assertThat(e.code()).isEqualTo(-38005));
  }

  @Test
  void carriesBlobsFromThePoolToThePayload() {
    Rig rig = rig(l1());
    byte[] blob = new byte[Kzg.BLOB_BYTES];
    blob[40] = 5;
    Bytes commitment = Bytes.wrap(CRYPTO.kzg().blobToCommitment(blob));
    List<Bytes> proofs =
        CRYPTO.kzg().cellsAndProofs(blob).proofs().stream().map(Bytes::copyOf).toList();
    Hash hash = BlobSidecar.hash(commitment, CRYPTO.sha256());
    TransactionEnvelope transaction =
        sign(
            new Transaction.Blob(
                CHAIN,
                0,
                GWEI,
                GWEI.multiply(UInt256.of(100)),
                21_000,
                TARGET,
                UInt256.ZERO,
                Bytes.EMPTY,
                List.of(),
                GWEI,
                List.of(hash),
                new Signature(UInt256.ZERO, UInt256.ZERO, UInt256.ZERO)),
            ALICE);
    assertRefused(rig, transaction.encoded(), "missing sidecar");
    assertRefused(
        rig, network(transaction, blob, commitment, proofs.reversed()), "invalid KZG proofs");
    byte[] other = blob.clone();
    other[41] = 1;
    assertRefused(rig, network(transaction, other, commitment, proofs), "invalid KZG proofs");
    assertRefused(
        rig,
        network(transaction, blob, Bytes.wrap(new byte[48]), proofs),
        "commitment does not match");
    rig.pool().submit(network(transaction, blob, commitment, proofs));
    PayloadEnvelope taken = rig.take(5, rig.genesis(), l1Attributes(1002));
    assertThat(hashes(taken.payload())).containsExactly(transaction.hash());
    assertThat(taken.blobs())
        .isEqualTo(
            new PayloadEnvelope.BlobsBundle(
                List.of(commitment), proofs, List.of(Bytes.copyOf(blob))));
    assertThat(rig.pool().blobByVersionedHash(hash)).isEqualTo(Bytes.copyOf(blob));
    assertThat(rig.give(5, taken).status()).isEqualTo(PayloadStatus.Status.VALID);
  }

  private static void assertRefused(Rig rig, Bytes raw, String why) {
    assertThatThrownBy(() -> rig.pool().submit(raw))
        .isInstanceOf(RpcException.class)
        .hasMessageContaining(why);
  }

  private static Bytes network(
      TransactionEnvelope transaction, byte[] blob, Bytes commitment, List<Bytes> proofs) {
    byte[] encoded = transaction.encoded().toArray();
    byte[] body = Arrays.copyOfRange(encoded, 1, encoded.length);
    RlpWriter out = new RlpWriter(200_000).raw(new byte[] {3}).startList().raw(body).number(1);
    out.startList().bytes(Bytes.copyOf(blob)).endList();
    out.startList().bytes(commitment).endList();
    out.startList();
    proofs.forEach(out::bytes);
    return out.endList().endList().toBytes();
  }

  @Test
  void refusesWhatDoesNotBelongInThePool() {
    Rig rig = rig(holocene());
    assertRefused(rig, deposit(1).encoded(), "transaction type not supported");
    assertRefused(rig, Bytes.fromHex("0x02c0"), "invalid transaction");
    PrivateKey poor = PrivateKey.fromHex("0x" + "33".repeat(32));
    assertRefused(rig, transfer(poor, 0, 1).encoded(), "insufficient funds");
    TransactionEnvelope good = transfer(ALICE, 0, 10);
    rig.pool().submit(good.encoded());
    assertRefused(rig, good.encoded(), "already known");
    assertRefused(rig, transfer(ALICE, 0, 11).encoded(), "replacement transaction underpriced");
    assertThat(rig.pool().nextNonce(address(ALICE), 0)).isEqualTo(1);
    rig.build(3, rig.genesis(), opAttributes(1001, false, deposit(1)));
    assertRefused(rig, transfer(ALICE, 0, 20).encoded(), "nonce too low");
  }

  @Test
  void dropsWhatCanBeInNoBlock() {
    Rig rig = rig(l1());
    TransactionEnvelope fine = transfer(ALICE, 0, 1);
    TransactionEnvelope hopeless = transfer(CONTRACT, 0, 9);
    rig.pool().submit(fine.encoded());
    rig.pool().submit(hopeless.encoded());
    ExecutionPayload block = rig.build(5, rig.genesis(), l1Attributes(1002));
    assertThat(hashes(block)).containsExactly(fine.hash());
    assertThat(rig.pool().transaction(hopeless.hash())).isNull();
    assertThat(rig.pool().queued()).isEmpty();
  }

  @Test
  void dropsWhatTheGasLimitLeavesNoRoomForAnyMore() {
    Rig rig = rig(holocene());
    TransactionEnvelope large =
        sign(
            new Transaction.DynamicFee(
                CHAIN,
                1,
                GWEI,
                GWEI.multiply(UInt256.of(5)),
                20_000_000,
                TARGET,
                UInt256.ONE,
                Bytes.EMPTY,
                List.of(),
                new Signature(UInt256.ZERO, UInt256.ZERO, UInt256.ZERO)),
            ALICE);
    rig.pool().submit(large.encoded());
    PayloadAttributes smaller = opAttributes(1001, true, deposit(1));
    rig.build(
        3,
        rig.genesis(),
        new PayloadAttributes(
            smaller.timestampSeconds(),
            smaller.prevRandao(),
            smaller.suggestedFeeRecipient(),
            smaller.withdrawals(),
            smaller.parentBeaconBlockRoot(),
            smaller.transactions(),
            true,
            10_000_000L,
            PARAMS,
            null));
    assertThat(rig.pool().transaction(large.hash())).isNull();
  }

  @Test
  void passesTransactionsOnToTheSequencer() {
    ChainSpec spec = holocene();
    Rig rig = rig(spec);
    List<Bytes> passed = new ArrayList<>();
    TransactionEnvelope user = transfer(ALICE, 0, 1);
    try (TransactionPool replica =
        new TransactionPool(
            spec,
            rig.store(),
            CRYPTO,
            new ChainEvents(),
            PoolLimits.DEFAULT,
            16,
            raw -> {
              passed.add(raw);
              return user.hash();
            })) {
      assertThat(replica.submit(user.encoded())).isEqualTo(user.hash());
      assertThat(passed).containsExactly(user.encoded());
      assertThat(replica.pending()).isEmpty();
    }
  }
}
