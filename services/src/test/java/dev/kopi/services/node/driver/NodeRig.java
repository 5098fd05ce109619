package dev.kopi.services.node.driver;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.attributes.AttributesBuilder;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.derivation.pipeline.DerivationPipeline;
import dev.kopi.core.derivation.source.DerivationSources;
import dev.kopi.core.engineapi.EngineApi;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.ForkchoiceResult;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SystemConfig;
import dev.kopi.core.rollup.UnsafePayloads;
import dev.kopi.core.rollup.UnsupportedFork;
import dev.kopi.core.testkit.FakeEngine;
import dev.kopi.core.testkit.FakeL1;
import dev.kopi.core.txmgr.TransactionSigner;
import dev.kopi.services.node.engine.SyncStartFinder;
import dev.kopi.services.node.sequencer.Conductor;
import dev.kopi.services.node.sequencer.Gossip;
import dev.kopi.services.node.sequencer.SequencerConfig;
import dev.kopi.services.node.sequencer.SequencerState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A driver over an L1 and an engine in memory, on a clock that the test moves. The batcher is
 * missing: after the sequencing window L2 consists of deposits alone.
 */
public final class NodeRig {
  static final long GENESIS_SECONDS = 1_700_000_000;
  static final SequencerConfig SEQUENCING = new SequencerConfig(true, false, 0, 0, false, 50);
  static final SequencerConfig STOPPED = new SequencerConfig(true, true, 0, 0, false, 50);
  private static final Crypto CRYPTO = Crypto.portable();
  private static final long WINDOW = 4;

  public final FakeL1 l1;
  public final RollupConfig config;
  public final FakeEngine engine;
  public final TestConductor conductor = new TestConductor();
  final TestState state = new TestState();
  final TestNodeListener news = new TestNodeListener();
  final List<PayloadEnvelope> published = new ArrayList<>();
  public final NodeDriver driver;
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private boolean holdsTasks;
  private boolean answersAtOnce;
  @Nullable ForkchoiceResult forkchoiceAnswer;
  @Nullable PayloadStatus newPayloadAnswer;
  public long nowMillis = GENESIS_SECONDS * 1000;
  int wakeUps;

  /** A conductor that a test moves. */
  public static final class TestConductor implements Conductor {
    boolean leader = true;
    boolean answers = true;
    int questions;

    @Override
    public boolean enabled() {
      return true;
    }

    @Override
    public boolean isLeader() {
      questions++;
      requireAnswers();
      return leader;
    }

    private void requireAnswers() {
      if (!answers) {
        throw new TemporaryException("the conductor does not answer");
      }
    }

    @Override
    public void commit(PayloadEnvelope block) {
      requireAnswers();
    }

    @Override
    public void overrideLeader() {
      leader = true;
    }
  }

  /** Persists in memory. */
  static final class TestState implements SequencerState {
    final List<String> changes = new ArrayList<>();
    boolean fails;

    @Override
    public void started() {
      change("started");
    }

    @Override
    public void stopped() {
      change("stopped");
    }

    private void change(String what) {
      if (fails) {
        throw new TemporaryException("no space left on device");
      }
      changes.add(what);
    }
  }

  /** The engine, whose answers a test may replace. */
  private final class AnsweringEngine implements EngineApi {
    @Override
    public ForkchoiceResult forkchoiceUpdated(
        int version, ForkchoiceState state, @Nullable PayloadAttributes attributes) {
      ForkchoiceResult result = engine.forkchoiceUpdated(version, state, attributes);
      return forkchoiceAnswer == null ? result : forkchoiceAnswer;
    }

    @Override
    public PayloadEnvelope getPayload(int version, PayloadId id) {
      return engine.getPayload(version, id);
    }

    @Override
    public PayloadStatus newPayload(
        int version,
        ExecutionPayload payload,
        @Nullable List<Hash> blobHashes,
        @Nullable Hash parentBeaconBlockRoot,
        @Nullable List<Bytes> executionRequests) {
      PayloadStatus status =
          engine.newPayload(version, payload, blobHashes, parentBeaconBlockRoot, executionRequests);
      return newPayloadAnswer == null ? status : newPayloadAnswer;
    }
  }

  public static NodeRig verifier() {
    return new NodeRig(SequencerConfig.OFF, List.of());
  }

  public static NodeRig sequencer() {
    return new NodeRig(SEQUENCING, List.of());
  }

  NodeRig(SequencerConfig sequencing, List<UnsupportedFork> unsupported) {
    this(sequencing, unsupported, new FakeL1(GENESIS_SECONDS, 4));
  }

  /** A verifier on the L1 of another node, at the same time. */
  public static NodeRig beside(NodeRig other) {
    NodeRig rig = new NodeRig(SequencerConfig.OFF, List.of(), other.l1);
    rig.nowMillis = other.nowMillis;
    return rig;
  }

  /** A node that shares an L1 with others. */
  NodeRig(SequencerConfig sequencing, List<UnsupportedFork> unsupported, FakeL1 l1) {
    this.l1 = l1;
    Block genesis = FakeEngine.genesis(GENESIS_SECONDS, OpFork.HOLOCENE);
    config = config(l1.at(0), genesis).withUnsupportedForks(unsupported);
    engine = new FakeEngine(config, genesis);
    driver =
        new NodeDriver(
            config,
            new NodeConfig(sequencing, 129, 1, 1 << 20),
            ports(new AnsweringEngine()),
            this::execute,
            this::wake);
  }

  private void wake() {
    wakeUps++;
    if (answersAtOnce) {
      settle();
    }
  }

  /** From now on what is posted is handled before the call returns. */
  public void answerAtOnce() {
    answersAtOnce = true;
  }

  private NodePorts ports(EngineApi engineApi) {
    ChainSpec l1Spec =
        new ChainSpec(
            UInt256.of(900),
            Map.of(Fork.SHANGHAI, 0L, Fork.CANCUN, 0L, Fork.PRAGUE, 0L),
            UInt256.ZERO,
            null,
            List.of(new ChainSpec.BlobScheduleEntry(0, BlobParams.PRAGUE)),
            null,
            null);
    UpgradeTransactions upgrades = UpgradeTransactions.unknown();
    Gossip gossip = published::add;
    return new NodePorts(
        l1,
        engine,
        engineApi,
        new SyncStartFinder(config, l1, engine, this::head),
        new DerivationPipeline(
            config,
            l1Spec,
            CRYPTO.secp256k1(),
            Bytes.EMPTY,
            upgrades,
            new DerivationSources(l1, l1, engine, null)),
        new AttributesBuilder(config, l1Spec, upgrades, l1, engine),
        conductor,
        state,
        gossip,
        news);
  }

  private static RollupConfig config(L1BlockRef genesisL1, Block genesis) {
    Map<OpFork, Long> forks = new EnumMap<>(OpFork.class);
    for (OpFork fork : OpFork.values()) {
      if (OpFork.HOLOCENE.atLeast(fork)) {
        forks.put(fork, 0L);
      }
    }
    return new RollupConfig(
        UInt256.of(900),
        UInt256.of(901),
        genesisL1.id(),
        new BlockId(genesis.hash(), 0),
        GENESIS_SECONDS,
        new SystemConfig(
            Address.fromHex("00000000000000000000000000000000000000b0"),
            Hash.ZERO,
            Hash.fromHex("010000000000000000000000000000000000000000000000000c5fc500000558"),
            30_000_000,
            0,
            0,
            0,
            0,
            0,
            0),
        2,
        600,
        WINDOW,
        20,
        Address.fromHex("ff00000000000000000000000000000000000901"),
        Address.fromHex("00000000000000000000000000000000000000d0"),
        Address.fromHex("00000000000000000000000000000000000000c0"),
        new OpSpec(forks, 6, 50, 250),
        null,
        null);
  }

  private Block head(String tag) {
    Hash hash =
        switch (tag) {
          case "latest" -> engine.head().hash();
          case "safe" -> engine.safe().hash();
          default -> engine.finalized().hash();
        };
    return Objects.requireNonNull(engine.blockByHash(hash));
  }

  private void execute(Runnable task) {
    if (holdsTasks) {
      tasks.add(task);
    } else {
      task.run();
    }
  }

  /** Tasks of derivation wait until {@link #runTasks}. */
  void holdTasks() {
    holdsTasks = true;
  }

  /** Runs the tasks of derivation that wait. */
  void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /** Runs the driver until nothing is due. */
  public void settle() {
    for (int i = 0; i < 10_000; i++) {
      if (driver.run(nowMillis) > nowMillis) {
        return;
      }
    }
    throw new AssertionError("the driver does not come to rest");
  }

  /** Moves the clock in steps of 50 ms, and does what is due. */
  void pass(long millis) {
    for (long end = nowMillis + millis; nowMillis < end; nowMillis += 50) {
      settle();
    }
    settle();
  }

  /** Mines blocks of L1, one in each slot of four seconds. */
  public void mine(int blocks) {
    for (int i = 0; i < blocks; i++) {
      pass(4000);
      driver.l1Head(l1.mine());
    }
    settle();
  }

  /** The payload of a block of this node's engine. */
  public UnsafePayloads.Entry entry(long number) {
    Block block = Objects.requireNonNull(engine.blockByNumber(number));
    return new UnsafePayloads.Entry(
        engine.payloadAt(number), block.header().parentBeaconBlockRoot());
  }

  /** A payload that is the same but for its number, its parent and its hash. */
  public static UnsafePayloads.Entry renumbered(
      UnsafePayloads.Entry entry, long number, Hash parent) {
    return changed(entry, number, parent, entry.payload().transactions());
  }

  /** A payload without transactions. */
  static UnsafePayloads.Entry withoutTransactions(UnsafePayloads.Entry entry, Hash parent) {
    return changed(entry, entry.payload().blockNumber(), parent, List.of());
  }

  private static UnsafePayloads.Entry changed(
      UnsafePayloads.Entry entry, long number, Hash parent, List<Bytes> transactions) {
    ExecutionPayload p = entry.payload();
    return new UnsafePayloads.Entry(
        new ExecutionPayload(
            parent,
            p.feeRecipient(),
            p.stateRoot(),
            p.receiptsRoot(),
            p.logsBloom(),
            p.prevRandao(),
            number,
            p.gasLimit(),
            p.gasUsed(),
            p.timestampSeconds(),
            p.extraData(),
            p.baseFeePerGas(),
            Hash.ofWords(7, 7, 7, number),
            transactions,
            p.withdrawals(),
            p.blobGasUsed(),
            p.excessBlobGas(),
            p.withdrawalsRoot()),
        entry.parentBeaconBlockRoot());
  }

  /** An encoded transaction of a user. */
  static Bytes userTransaction() {
    return TransactionEnvelope.of(
            TransactionSigner.sign(
                new Transaction.DynamicFee(
                    UInt256.of(901),
                    0,
                    UInt256.ONE,
                    UInt256.of(100),
                    21_000,
                    Address.ZERO,
                    UInt256.ONE,
                    Bytes.EMPTY,
                    List.of(),
                    TransactionSigner.NONE),
                CRYPTO.secp256k1(),
                PrivateKey.of(UInt256.of(5))))
        .encoded();
  }

  /** The value of a future that is done, or null while it is not. */
  static <T> @Nullable T now(CompletableFuture<T> future) {
    return future.getNow(null);
  }

  /** The message of the failure of a future; null when it did not fail. */
  static @Nullable String failure(CompletableFuture<?> future) {
    return future.isCompletedExceptionally() ? future.exceptionNow().getMessage() : null;
  }
}
