package dev.kopi.tests.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.compression.NativeCompressors;
import dev.kopi.apps.bench.derivation.RandomBatches;
import dev.kopi.apps.bench.derivation.SampleChain;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.derivation.attributes.AttributesBuilder;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.derivation.attributes.NetworkUpgrades;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.derivation.batch.BatchVerdict;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.ChannelOut;
import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.derivation.channel.RatioCompressor;
import dev.kopi.core.derivation.channel.SingularChannelOut;
import dev.kopi.core.derivation.channel.SpanChannelOut;
import dev.kopi.core.derivation.event.DerivationEvent;
import dev.kopi.core.derivation.pipeline.DerivationPipeline;
import dev.kopi.core.derivation.pipeline.DerivedAttributes;
import dev.kopi.core.derivation.pipeline.StepResult;
import dev.kopi.core.derivation.source.AltDaInputs;
import dev.kopi.core.derivation.source.DerivationSources;
import dev.kopi.core.derivation.source.L2Source;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SystemConfig;
import dev.kopi.core.testkit.FakeEngine;
import dev.kopi.core.testkit.FakeL1;
import dev.kopi.core.trie.OrderedTrie;
import dev.kopi.core.txmgr.TransactionSigner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline over an L1 that a test mines, with a sequencer that knows the blocks to come. Blocks
 * are made of attributes without being executed.
 */
final class DerivationHarness {
  static final long GENESIS_SECONDS = 1_700_000_000;
  static final Address INBOX = Address.fromHex("ff00000000000000000000000000000000000901");
  static final Address DEPOSIT_CONTRACT =
      Address.fromHex("00000000000000000000000000000000000000d0");
  static final Address SYSTEM_CONFIG = Address.fromHex("00000000000000000000000000000000000000c0");
  static final PrivateKey BATCHER = PrivateKey.of(UInt256.of(77));
  static final Crypto CRYPTO = Crypto.portable();
  private static final ChainSpec L1_SPEC =
      new ChainSpec(
          UInt256.of(900),
          Map.of(Fork.SHANGHAI, 0L, Fork.CANCUN, 0L, Fork.PRAGUE, 0L),
          UInt256.ZERO,
          null,
          List.of(new ChainSpec.BlobScheduleEntry(0, BlobParams.PRAGUE)),
          null,
          null);

  final FakeL1 l1 = new FakeL1(GENESIS_SECONDS, 12);
  final RollupConfig config;
  final List<DerivationEvent> events = new ArrayList<>();
  final List<DerivedAttributes> derived = new ArrayList<>();
  final List<L2BlockRef> chain = new ArrayList<>();
  final DerivationPipeline pipeline;
  Predicate<DerivedAttributes> invalid = attributes -> false;
  L2BlockRef sequenced;
  private final AttributesBuilder builder;
  private final Map<Hash, Block> blocks = new HashMap<>();
  private final Map<Long, Hash> canonical = new HashMap<>();
  private long nonce;
  private long channels;

  DerivationHarness(OpFork last) {
    this(last, Map.of(), null);
  }

  DerivationHarness(OpFork last, Map<OpFork, Long> activations, @Nullable AltDaInputs altDa) {
    this(last, activations, altDa, false);
  }

  DerivationHarness(
      OpFork last,
      Map<OpFork, Long> activations,
      @Nullable AltDaInputs altDa,
      boolean keepKarstUpgradeGas) {
    Block genesis =
        new Block(
            new HeaderBuilder().timestampSeconds(GENESIS_SECONDS).gasLimit(30_000_000).build(),
            List.of(),
            List.of(),
            null);
    RollupConfig base = config(last, activations);
    RollupConfig started =
        new RollupConfig(
            base.l1ChainId(),
            base.l2ChainId(),
            l1.head().id(),
            new BlockId(genesis.hash(), 0),
            GENESIS_SECONDS,
            base.genesisSystemConfig(),
            base.blockTimeSeconds(),
            base.maxSequencerDriftSeconds(),
            base.sequencerWindowSize(),
            base.channelTimeoutBedrock(),
            INBOX,
            DEPOSIT_CONTRACT,
            SYSTEM_CONFIG,
            base.op(),
            null,
            null);
    config = started.withKeepKarstUpgradeGas(keepKarstUpgradeGas);
    L2Source l2 = new Known();
    blocks.put(genesis.hash(), genesis);
    canonical.put(0L, genesis.hash());
    chain.add(L2Blocks.ref(config, genesis));
    sequenced = chain.getFirst();
    UpgradeTransactions upgrades =
        fork ->
            fork == OpFork.KARST
                ? new UpgradeTransactions.Upgrade(List.of(), NetworkUpgrades.KARST_GAS)
                : UpgradeTransactions.unknown().of(fork);
    builder = new AttributesBuilder(config, L1_SPEC, upgrades, l1, l2);
    pipeline =
        new DerivationPipeline(
            config,
            L1_SPEC,
            CRYPTO.secp256k1(),
            BrotliDictionary.load(),
            upgrades,
            new DerivationSources(l1, l1, l2, altDa));
    pipeline.reset(sequenced);
  }

  private final class Known implements L2Source {
    @Override
    public @Nullable Block blockByNumber(long number) {
      Hash hash = canonical.get(number);
      return hash == null ? null : blocks.get(hash);
    }

    @Override
    public @Nullable Block blockByHash(Hash hash) {
      return blocks.get(hash);
    }
  }

  static RollupConfig config(OpFork last) {
    return config(last, Map.of());
  }

  /** All forks up to one hold from genesis on, but for those that come at another time. */
  static RollupConfig config(OpFork last, Map<OpFork, Long> activations) {
    Map<OpFork, Long> forks = SampleChain.forks(last);
    forks.putAll(activations);
    return new RollupConfig(
        UInt256.of(900),
        UInt256.of(901),
        new BlockId(Hash.ZERO, 0),
        new BlockId(Hash.ZERO, 0),
        GENESIS_SECONDS,
        new SystemConfig(
            CRYPTO.secp256k1().address(BATCHER),
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
        40,
        8,
        5,
        INBOX,
        DEPOSIT_CONTRACT,
        SYSTEM_CONFIG,
        new OpSpec(forks, 6, 50, 250),
        null,
        null);
  }

  L2Source l2() {
    return new Known();
  }

  /** The batch of the block that the sequencer makes next. */
  SingularBatch sequence(L1BlockRef epoch, Bytes... transactions) {
    PayloadAttributes attributes = builder.prepare(sequenced, epoch.id());
    List<Bytes> all = new ArrayList<>();
    all.addAll(Objects.requireNonNull(attributes.transactions()));
    all.addAll(List.of(transactions));
    Block block = block(attributes, all, sequenced.hash(), sequenced.number() + 1);
    blocks.put(block.hash(), block);
    sequenced = L2Blocks.ref(config, block);
    return SingularBatch.of(config, block);
  }

  private Block block(PayloadAttributes attributes, List<Bytes> all, Hash parent, long number) {
    List<TransactionEnvelope> transactions = all.stream().map(TransactionEnvelope::decode).toList();
    Long gasLimit = attributes.gasLimit();
    HeaderBuilder header =
        new HeaderBuilder()
            .parentHash(parent)
            .number(number)
            .timestampSeconds(attributes.timestampSeconds())
            .mixHash(attributes.prevRandao())
            .gasLimit(gasLimit == null ? 0 : gasLimit)
            .transactionsRoot(OrderedTrie.root(all))
            .extraData(FakeEngine.extraData(config, attributes));
    return new Block(header.build(), transactions, List.of(), attributes.withdrawals());
  }

  /** The frames of a channel of its own for some batches, cut to a size. */
  List<Frame> frames(int maxSize, SingularBatch... batches) {
    return finish(
        new SingularChannelOut(
            new ChannelId(1, ++channels),
            config,
            new RatioCompressor(
                new NativeCompressors(), CompressionAlgorithm.ZLIB, Long.MAX_VALUE)),
        maxSize,
        0,
        batches);
  }

  /** The frame of a channel of one span batch. */
  Frame span(long firstSequenceNumber, SingularBatch... batches) {
    return finish(
            new SpanChannelOut(
                new ChannelId(1, ++channels),
                config,
                new NativeCompressors().create(CompressionAlgorithm.ZLIB),
                Long.MAX_VALUE,
                0),
            100_000,
            firstSequenceNumber,
            batches)
        .getFirst();
  }

  private static List<Frame> finish(
      ChannelOut out, int maxSize, long sequenceNumber, SingularBatch... batches) {
    for (SingularBatch batch : batches) {
      assertThat(out.add(batch, sequenceNumber)).isEqualTo(ChannelOut.Added.ADDED);
    }
    out.close();
    List<Frame> frames = new ArrayList<>();
    do {
      frames.add(out.nextFrame(maxSize));
    } while (!frames.getLast().isLast());
    return frames;
  }

  /** The one frame of a channel for some batches. */
  Frame frame(SingularBatch... batches) {
    return frames(100_000, batches).getFirst();
  }

  /** Posts frames in one batcher transaction in the next L1 block. */
  void post(Frame... frames) {
    post(BATCHER, INBOX, data(frames));
  }

  static Bytes data(Frame... frames) {
    List<Bytes> parts = new ArrayList<>(List.of(Bytes.fromHex("00")));
    for (Frame frame : frames) {
      parts.add(frame.encode());
    }
    return Bytes.concat(parts.toArray(new Bytes[0]));
  }

  void post(PrivateKey key, Address to, Bytes data) {
    l1.add(
        envelope(
            key,
            new Transaction.DynamicFee(
                UInt256.of(900),
                nonce++,
                UInt256.ONE,
                UInt256.of(100),
                1_000_000,
                to,
                UInt256.ZERO,
                data,
                List.of(),
                TransactionSigner.NONE)));
  }

  /** A transaction whose receipt has one log, and that does nothing else. */
  void log(PrivateKey key, Log log) {
    l1.add(
        envelope(
            key,
            new Transaction.DynamicFee(
                UInt256.of(900),
                0,
                UInt256.ONE,
                UInt256.ONE,
                21_000,
                SYSTEM_CONFIG,
                UInt256.ZERO,
                Bytes.EMPTY,
                List.of(),
                TransactionSigner.NONE)),
        List.of(log));
  }

  /** Posts data in blobs, one for each; the transaction has call data of its own as well. */
  void postBlobs(Bytes callData, Bytes... blobs) {
    List<Hash> hashes = new ArrayList<>();
    for (Bytes blob : blobs) {
      Hash hash = Keccak256.hash(blob);
      l1.addBlob(hash, blob);
      hashes.add(hash);
    }
    l1.add(
        envelope(
            BATCHER,
            new Transaction.Blob(
                UInt256.of(900),
                nonce++,
                UInt256.ONE,
                UInt256.of(100),
                1_000_000,
                INBOX,
                UInt256.ZERO,
                callData,
                List.of(),
                UInt256.of(100),
                hashes,
                TransactionSigner.NONE)));
  }

  static TransactionEnvelope envelope(PrivateKey key, Transaction unsigned) {
    Transaction signed = TransactionSigner.sign(unsigned, CRYPTO.secp256k1(), key);
    return TransactionEnvelope.decode(TransactionCodec.encode(signed));
  }

  /** Mines a block and derives what there is. */
  L1BlockRef mine() {
    L1BlockRef mined = l1.mine();
    derive();
    return mined;
  }

  void mine(int count) {
    for (int i = 0; i < count; i++) {
      mine();
    }
  }

  L2BlockRef head() {
    return chain.getLast();
  }

  /** Derives until there is no more L1. */
  void derive() {
    while (true) {
      switch (pipeline.step(head())) {
        case StepResult.Attributes(DerivedAttributes found) -> apply(found);
        case StepResult.Progress progress -> {}
        case StepResult.NeedsMoreL1 idle -> {
          events.addAll(pipeline.takeEvents());
          return;
        }
      }
    }
  }

  private void apply(DerivedAttributes found) {
    DerivedAttributes used = found;
    if (invalid.test(found)) {
      if (!config.isActive(OpFork.HOLOCENE, found.derivedFrom().timestampSeconds())) {
        return;
      }
      used = pipeline.depositsOnly(found.parent().id(), found.derivedFrom());
    }
    derived.add(used);
    List<Bytes> all = Objects.requireNonNull(used.attributes().transactions());
    Block block = block(used.attributes(), all, used.parent().hash(), used.parent().number() + 1);
    blocks.put(block.hash(), block);
    canonical.put(block.number(), block.hash());
    chain.add(L2Blocks.ref(config, block));
  }

  /** The verdicts on the batches that were dropped so far. */
  List<BatchVerdict> droppedBatches() {
    return events(DerivationEvent.BatchDropped.class).stream()
        .map(DerivationEvent.BatchDropped::verdict)
        .toList();
  }

  <T extends DerivationEvent> List<T> events(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** How many transactions of users the block of a height has. */
  int userTransactions(int number) {
    return (int)
        Objects.requireNonNull(derived.get(number - 1).attributes().transactions()).stream()
            .filter(tx -> tx.get(0) != 0x7e)
            .count();
  }

  /** A transaction of a user. */
  Bytes transaction() {
    return new RandomBatches(++nonce, config, false, 20).transaction();
  }
}
