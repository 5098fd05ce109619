package dev.kopi.tests.simulation;

import dev.kopi.adapters.compression.NativeCompressors;
import dev.kopi.apps.bench.derivation.SampleChain;
import dev.kopi.core.batcher.ChannelEncoder;
import dev.kopi.core.batcher.ChannelManager;
import dev.kopi.core.batcher.ChannelPolicy;
import dev.kopi.core.batcher.LoadedBlock;
import dev.kopi.core.batcher.SyncActions;
import dev.kopi.core.batcher.TxData;
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
import dev.kopi.core.derivation.attributes.AttributesBuilder;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import dev.kopi.core.derivation.channel.ShadowCompressor;
import dev.kopi.core.derivation.channel.SingularChannelOut;
import dev.kopi.core.derivation.pipeline.DerivationPipeline;
import dev.kopi.core.derivation.source.DerivationSources;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SystemConfig;
import dev.kopi.core.testkit.FakeEngine;
import dev.kopi.core.testkit.FakeL1;
import dev.kopi.core.txmgr.TransactionSigner;
import dev.kopi.services.node.driver.NodeConfig;
import dev.kopi.services.node.driver.NodeDriver;
import dev.kopi.services.node.driver.NodeListener;
import dev.kopi.services.node.driver.NodePorts;
import dev.kopi.services.node.engine.SyncStartFinder;
import dev.kopi.services.node.sequencer.Conductor;
import dev.kopi.services.node.sequencer.Gossip;
import dev.kopi.services.node.sequencer.SequencerConfig;
import dev.kopi.services.node.sequencer.SequencerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A sequencer, a batcher and a verifier over one L1, moved by one clock. */
final class SimulatedRollup {
  static final long GENESIS_SECONDS = 1_700_000_000;
  private static final Address INBOX = Address.fromHex("ff00000000000000000000000000000000000901");
  private static final PrivateKey BATCHER = PrivateKey.of(UInt256.of(77));
  private static final Crypto CRYPTO = Crypto.portable();

  final FakeL1 l1 = new FakeL1(GENESIS_SECONDS, 4);
  final RollupConfig config;
  final FakeEngine sequencerEngine;
  final FakeEngine verifierEngine;
  final List<String> sequencerNews = new ArrayList<>();
  final List<String> verifierNews = new ArrayList<>();
  final ChannelManager batcher;
  NodeDriver sequencer;
  NodeDriver verifier;
  private long nowMillis = GENESIS_SECONDS * 1000;
  private long channels;
  private long nonce;

  SimulatedRollup(OpFork fork) {
    Block genesis = FakeEngine.genesis(GENESIS_SECONDS, fork);
    config =
        new RollupConfig(
            UInt256.of(900),
            UInt256.of(901),
            l1.head().id(),
            new BlockId(genesis.hash(), 0),
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
            600,
            40,
            20,
            INBOX,
            Address.fromHex("00000000000000000000000000000000000000d0"),
            Address.fromHex("00000000000000000000000000000000000000c0"),
            new OpSpec(SampleChain.forks(fork), 6, 50, 250),
            null,
            null);
    sequencerEngine = new FakeEngine(config, genesis);
    verifierEngine = new FakeEngine(config, genesis);
    ChannelPolicy policy = new ChannelPolicy(20, 40, 2, 3, false, 4000, 1, false);
    batcher =
        new ChannelManager(
            policy,
            () ->
                ChannelEncoder.of(
                    new SingularChannelOut(
                        new ChannelId(1, ++channels),
                        config,
                        new ShadowCompressor(
                            new NativeCompressors(),
                            CompressionAlgorithm.ZLIB,
                            policy.targetOutputSize()))));
    batcher.clear(config.genesisL1());
    sequencer = node(sequencerEngine, true, sequencerNews);
    verifier = node(verifierEngine, false, verifierNews);
  }

  /** A node over an engine, as it starts. */
  NodeDriver node(FakeEngine engine, boolean sequencing, List<String> events) {
    ChainSpec l1Spec =
        new ChainSpec(
            UInt256.of(900),
            Map.of(Fork.SHANGHAI, 0L, Fork.CANCUN, 0L, Fork.PRAGUE, 0L),
            UInt256.ZERO,
            null,
            List.of(new ChainSpec.BlobScheduleEntry(0, BlobParams.PRAGUE)),
            null,
            null);
    NodeConfig settings =
        new NodeConfig(
            sequencing ? new SequencerConfig(true, false, 0, 0, false, 50) : SequencerConfig.OFF,
            129,
            64,
            1 << 20);
    NodeListener listener =
        new NodeListener() {
          @Override
          public void onReset(String reason) {
            events.add("reset: " + reason);
          }

          @Override
          public void onDerivationFailure(String reason) {
            events.add("derivation: " + reason);
          }

          @Override
          public void onSequencingFailure(String reason) {
            events.add("sequencing: " + reason);
          }
        };
    UpgradeTransactions upgrades = UpgradeTransactions.unknown();
    return new NodeDriver(
        config,
        settings,
        new NodePorts(
            l1,
            engine,
            engine,
            new SyncStartFinder(config, l1, engine, name -> head(engine, name)),
            new DerivationPipeline(
                config,
                l1Spec,
                CRYPTO.secp256k1(),
                Bytes.EMPTY,
                upgrades,
                new DerivationSources(l1, l1, engine, null)),
            new AttributesBuilder(config, l1Spec, upgrades, l1, engine),
            Conductor.none(),
            SequencerState.NONE,
            Gossip.NONE,
            listener),
        Runnable::run,
        () -> {});
  }

  private static Block head(FakeEngine engine, String name) {
    Hash hash =
        switch (name) {
          case "latest" -> engine.head().hash();
          case "safe" -> engine.safe().hash();
          default -> engine.finalized().hash();
        };
    return Objects.requireNonNull(engine.blockByHash(hash));
  }

  /** Lets both nodes do what is due until so many milliseconds have passed. */
  void pass(long millis) {
    long end = nowMillis + millis;
    while (nowMillis < end) {
      settle(sequencer);
      settle(verifier);
      nowMillis += 50;
    }
  }

  /** Advances the clock without running any service. */
  void skip(long millis) {
    nowMillis += millis;
  }

  /** Runs steps of the sequencer without advancing the clock. */
  void sequencerActs(int times) {
    for (int i = 0; i < times; i++) {
      sequencer.run(nowMillis);
    }
  }

  private void settle(NodeDriver node) {
    for (int i = 0; i < 10_000; i++) {
      if (node.run(nowMillis) > nowMillis) {
        return;
      }
    }
    throw new AssertionError("a node does not come to rest");
  }

  /** Mines an L1 block and notifies the nodes. */
  L1BlockRef mineL1() {
    L1BlockRef mined = l1.mine();
    for (NodeDriver node : List.of(sequencer, verifier)) {
      node.l1Head(mined);
    }
    return mined;
  }

  /** Tells the nodes that L1 is final up to a block. */
  void finalizeL1(L1BlockRef ref) {
    sequencer.l1Finalized(ref);
    verifier.l1Finalized(ref);
  }

  /** One L1 slot: L2 goes on, the batcher posts, L1 mines. */
  void slot() {
    pass(4000);
    post();
    mineL1();
  }

  /** Some slots. */
  void slots(int count) {
    for (int i = 0; i < count; i++) {
      slot();
    }
  }

  /** Loads what is unsafe and puts what is ready into the next L1 block. */
  void post() {
    SyncActions actions = batcher.sync(sequencer.status());
    SyncActions.Range range = actions.load();
    for (long n = range == null ? 1 : range.first(); range != null && n <= range.last(); n++) {
      LoadedBlock block =
          LoadedBlock.of(config, Objects.requireNonNull(sequencerEngine.blockByNumber(n)));
      if (!batcher.add(block)) {
        batcher.clear(sequencer.status().safeL2().l1Origin());
        return;
      }
    }
    long head = l1.head().number();
    for (TxData data = batcher.nextTxData(head, ChannelManager.Urgency.NORMAL);
        data != null;
        data = batcher.nextTxData(head, ChannelManager.Urgency.NORMAL)) {
      l1.add(toInbox(data.callData(), BATCHER));
      batcher.confirmed(data.id(), head + 1);
    }
  }

  /** A transaction to the batch inbox. */
  TransactionEnvelope toInbox(Bytes data, PrivateKey sender) {
    return TransactionEnvelope.of(
        TransactionSigner.sign(
            new Transaction.DynamicFee(
                UInt256.of(900),
                nonce++,
                UInt256.ONE,
                UInt256.of(100),
                1_000_000,
                INBOX,
                UInt256.ZERO,
                data,
                List.of(),
                TransactionSigner.NONE),
            CRYPTO.secp256k1(),
            sender));
  }

  /** A user's transaction on L2. */
  Bytes userTransaction(long number) {
    return TransactionEnvelope.of(
            TransactionSigner.sign(
                new Transaction.DynamicFee(
                    UInt256.of(901),
                    number,
                    UInt256.ONE,
                    UInt256.of(100),
                    21_000,
                    INBOX,
                    UInt256.of(number),
                    Bytes.EMPTY,
                    List.of(),
                    TransactionSigner.NONE),
                CRYPTO.secp256k1(),
                PrivateKey.of(UInt256.of(5))))
        .encoded();
  }
}
