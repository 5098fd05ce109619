package dev.kopi.services.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.batcher.ChannelEncoder;
import dev.kopi.core.batcher.ChannelManager;
import dev.kopi.core.batcher.ChannelPolicy;
import dev.kopi.core.batcher.LoadedBlock;
import dev.kopi.core.batcher.SyncActions;
import dev.kopi.core.batcher.Throttle;
import dev.kopi.core.batcher.TxData;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.derivation.attributes.FeeScalars;
import dev.kopi.core.derivation.attributes.L1BlockInfo;
import dev.kopi.core.derivation.attributes.L1InfoDeposit;
import dev.kopi.core.derivation.attributes.L1InfoLayout;
import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.ChannelOut;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.core.rollup.SystemConfig;
import dev.kopi.services.batcher.BatcherDriver.Command;
import dev.kopi.services.lifecycle.CommandAnswer;
import dev.kopi.services.txmgr.FakeSender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A batcher over an L2, a rollup node and an L1 in memory, moved by one clock. Each L2 block takes
 * 100 bytes of a channel of 1,000; each frame is a transaction of 200 bytes of data.
 */
final class BatcherRig implements BatcherPorts.L2Source, BatcherPorts.L1Source {
  static final Duration POLL = Duration.ofSeconds(1);
  static final Throttle THROTTLE =
      new Throttle(Throttle.Kind.LINEAR, 1000, 2000, 150, 20_000, 2_000, 130_000);
  private static final int BLOCK_BYTES = 100;
  private static final long CAPACITY = 1000;
  private static final long GENESIS_SECONDS = 1_700_000_000;
  private static final Hash GENESIS_HASH = Hash.ofWords(7, 7, 7, 7);

  final RollupConfig config =
      new RollupConfig(
          UInt256.of(900),
          UInt256.of(901),
          l1(1).id(),
          new BlockId(GENESIS_HASH, 0),
          GENESIS_SECONDS,
          new SystemConfig(FakeSender.ACCOUNT, Hash.ZERO, Hash.ZERO, 30_000_000, 0, 0, 0, 0, 0, 0),
          2,
          600,
          200,
          50,
          Address.fromHex("ff00000000000000000000000000000000000901"),
          Address.fromHex("00000000000000000000000000000000000000d0"),
          Address.fromHex("00000000000000000000000000000000000000c0"),
          new OpSpec(Map.of(OpFork.REGOLITH, 0L), 6, 50, 250),
          null,
          null);
  final FakeSender sender = new FakeSender();
  final News news = new News();
  final Throttler throttler;
  final BatcherDriver driver;
  long now = GENESIS_SECONDS * 1000;
  long l1Head = 10;
  long currentL1 = 10;
  boolean l1Away;
  boolean l2Away;
  boolean nodeAway;
  int wakeUps;
  int blocksRead;
  int statusesRead;
  long nonceAtTip;
  long nonceChangedAt;
  private final List<Block> blocks = new ArrayList<>();
  private long safe;
  private int branch;
  private int channels;

  /** What the driver reports. */
  static final class News implements BatcherListener {
    final List<TxData.Id> submitted = new ArrayList<>();
    final List<String> events = new ArrayList<>();

    @Override
    public void onSubmitted(TxData data) {
      submitted.add(data.id());
    }

    @Override
    public void onStartOver(SyncActions.Reason reason) {
      events.add("start over: " + reason);
    }

    @Override
    public void onReorg(long block) {
      events.add("reorg at " + block);
    }

    @Override
    public void onFailed(TxData.Id id, String reason) {
      events.add("failed: " + id.first());
    }

    @Override
    public void onProblem(String problem) {
      events.add(problem);
    }
  }

  /** A channel without compression. */
  private static final class TestChannel implements ChannelEncoder {
    private final ChannelId id;
    private long input;
    private long output;
    private int frames;
    private boolean closed;

    TestChannel(int number) {
      this.id = new ChannelId(0, number);
    }

    @Override
    public ChannelId id() {
      return id;
    }

    @Override
    public ChannelOut.Added add(LoadedBlock block) {
      input += BLOCK_BYTES;
      return input == CAPACITY ? ChannelOut.Added.ADDED_AND_FULL : ChannelOut.Added.ADDED;
    }

    @Override
    public long inputBytes() {
      return input;
    }

    @Override
    public int readyBytes() {
      return (int) (input - output);
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public Frame nextFrame(int maxSize) {
      int data = Math.min(readyBytes(), maxSize - Frame.OVERHEAD);
      output += data;
      return new Frame(id, frames++, Bytes.wrap(new byte[data]), closed && readyBytes() == 0);
    }
  }

  BatcherRig(int maxPending) {
    this(maxPending, false, 0);
  }

  BatcherRig(int maxPending, boolean waitForNode, int recentDepth) {
    BatcherConfig settings = settings(maxPending, waitForNode, recentDepth);
    throttler = new Throttler(THROTTLE, () -> {});
    driver =
        new BatcherDriver(
            settings,
            config,
            new BatcherPorts(this, this::status, this, sender),
            () -> new TestChannel(++channels),
            throttler,
            news,
            () -> wakeUps++);
  }

  static BatcherConfig settings(int maxPending, boolean waitForNode, int recentDepth) {
    ChannelPolicy policy =
        new ChannelPolicy(50, 200, 100, 4, false, 200 + Frame.OVERHEAD, 1, false);
    return new BatcherConfig(
        policy,
        BatcherConfig.Encoding.DEFAULT,
        POLL,
        maxPending,
        false,
        waitForNode,
        recentDepth,
        THROTTLE);
  }

  static L1BlockRef l1(long number) {
    return new L1BlockRef(
        Hash.ofWords(2, 0, 0, number), number, Hash.ofWords(2, 0, 0, number - 1), number * 12);
  }

  /** Adds L2 blocks. */
  void produce(int count) {
    for (int i = 0; i < count; i++) {
      blocks.add(next());
    }
  }

  private Block next() {
    long number = blocks.size() + 1L;
    L1BlockRef origin = l1(1);
    Bytes data =
        new L1BlockInfo(
                origin.number(),
                origin.timestampSeconds(),
                UInt256.ONE,
                origin.hash(),
                number,
                FakeSender.ACCOUNT,
                Hash.ZERO,
                Hash.ZERO,
                UInt256.ZERO,
                new FeeScalars(0, 0),
                0,
                0,
                0)
            .encode(L1InfoLayout.BEDROCK);
    Transaction.Deposit deposit =
        new Transaction.Deposit(
            Hash.ofWords(3, branch, 0, number),
            L1InfoDeposit.DEPOSITOR,
            L1InfoDeposit.L1_BLOCK,
            UInt256.ZERO,
            UInt256.ZERO,
            1_000_000,
            false,
            data);
    return new Block(
        new HeaderBuilder()
            .number(number)
            .parentHash(blocks.isEmpty() ? GENESIS_HASH : blocks.getLast().hash())
            .timestampSeconds(GENESIS_SECONDS + 2 * number)
            .mixHash(Hash.ofWords(4, branch, 0, number))
            .build(),
        List.of(TransactionEnvelope.of(deposit)),
        List.of(),
        null);
  }

  /** Replaces the L2 blocks above a number by others. */
  void reorgL2(int keep, int added) {
    branch++;
    while (blocks.size() > keep) {
      blocks.removeLast();
    }
    produce(added);
  }

  /** L2 is derived up to a block. */
  void derive(long number) {
    safe = number;
  }

  private L2BlockRef ref(long number) {
    if (number == 0) {
      return new L2BlockRef(GENESIS_HASH, 0, Hash.ZERO, GENESIS_SECONDS, l1(1).id(), 0);
    }
    return LoadedBlock.of(config, blocks.get((int) number - 1)).ref();
  }

  private SyncStatus status() {
    statusesRead++;
    requireThere(nodeAway, "the node is away");
    return new SyncStatus(
        l1(currentL1), l1(l1Head), l1(1), l1(1), ref(blocks.size()), ref(safe), ref(0), ref(safe));
  }

  @Override
  public @Nullable Block block(long number) {
    requireThere(l2Away, "L2 is away");
    blocksRead++;
    return number <= blocks.size() ? blocks.get((int) number - 1) : null;
  }

  @Override
  public long blockNumber() {
    requireThere(l1Away, "L1 is away");
    return l1Head;
  }

  @Override
  public long nonceAt(Address account, long blockNumber) {
    requireThere(l1Away, "L1 is away");
    return blockNumber >= nonceChangedAt ? nonceAtTip : 0;
  }

  private static void requireThere(boolean away, String problem) {
    if (away) {
      throw new RpcTransportException(problem);
    }
  }

  /** Runs the driver until it waits. */
  void settle() {
    for (int i = 0; i < 1000; i++) {
      if (driver.run(now) > now) {
        return;
      }
    }
    throw new AssertionError("the batcher does not come to rest");
  }

  /** Runs the driver as it asks for until some time has passed. */
  void pass(Duration time) {
    long end = now + time.toMillis();
    while (now < end) {
      settle();
      now = Math.min(end, Math.max(now + 1, driver.run(now)));
    }
    settle();
  }

  CompletableFuture<CommandAnswer> command(Command command) {
    return driver.commands().send(command);
  }

  /** Starts, and lets it load what is there. */
  void start() {
    CompletableFuture<CommandAnswer> started = command(Command.START);
    settle();
    assertThat(started).isCompletedWithValue(CommandAnswer.DONE);
  }

  /** The numbers of the frames that were handed to the sender. */
  List<Integer> frames() {
    return news.submitted.stream().map(TxData.Id::first).toList();
  }

  ChannelManager.Snapshot snapshot() {
    return driver.snapshot();
  }
}
