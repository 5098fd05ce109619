package dev.kopi.apps.cli.roles;

import dev.kopi.adapters.compression.NativeCompressors;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rollup.RollupClient;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.client.RpcClients;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.adapters.telemetry.RpcServerMetrics;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.options.EnvironmentNames;
import dev.kopi.apps.cli.options.LogOptions;
import dev.kopi.apps.cli.options.MetricsOptions;
import dev.kopi.apps.cli.options.RpcOptions;
import dev.kopi.apps.cli.options.TxOptions;
import dev.kopi.apps.cli.values.CompressionName;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.apps.cli.values.Ratio;
import dev.kopi.apps.cli.values.RpcUrls;
import dev.kopi.core.batcher.ChannelPolicy;
import dev.kopi.core.batcher.Throttle;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.services.batcher.BatcherConfig;
import dev.kopi.services.batcher.BatcherConfig.BatchType;
import dev.kopi.services.batcher.BatcherConfig.CompressorKind;
import dev.kopi.services.batcher.BatcherMetrics;
import dev.kopi.services.batcher.BatcherPorts;
import dev.kopi.services.batcher.BatcherRpc;
import dev.kopi.services.batcher.BatcherService;
import dev.kopi.services.batcher.ChannelFactory;
import dev.kopi.services.batcher.EthL1Source;
import dev.kopi.services.batcher.RpcThrottledBuilder;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.txmgr.Signer;
import dev.kopi.services.txmgr.TxManagerService;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kopi batcher}. */
@Command(
    name = "batcher",
    description = "Posts the blocks of a sequencer to L1 (op-batcher's role).",
    mixinStandardHelpOptions = true,
    defaultValueProvider = EnvironmentNames.Batcher.class,
    footer = {
      "",
      "Examples:",
      "  kopi batcher --l1-eth-rpc http://127.0.0.1:8545 --l2-eth-rpc http://127.0.0.1:9545 \\",
      "    --rollup-rpc http://127.0.0.1:7545 --private-key KEY",
      "  kopi batcher ... --data-availability-type blobs --target-num-frames 6",
      "  kopi batcher ... --batch-type 1 --compression-algo brotli-10 --max-channel-duration 25",
      "",
      "Every option may also be set in the environment: --private-key as OP_BATCHER_PRIVATE_KEY."
    })
public final class BatcherCommand implements Callable<Integer> {
  private static final int DEFAULT_RPC_PORT = 8548;
  private static final int BLOB_FRAME = 130_044 - 1;

  @Option(
      names = "--l1-eth-rpc",
      paramLabel = "URL",
      converter = RpcUrls.class,
      required = true,
      description = "The RPC of an L1 node.")
  private URI l1;

  @Option(
      names = "--l2-eth-rpc",
      paramLabel = "URL",
      converter = RpcUrls.class,
      required = true,
      description = "The RPC of the sequencer's engine.")
  private URI l2;

  @Option(
      names = "--rollup-rpc",
      paramLabel = "URL",
      converter = RpcUrls.class,
      required = true,
      description = "The RPC of the sequencer's node.")
  private URI rollupNode;

  @Option(
      names = "--poll-interval",
      paramLabel = "DURATION",
      defaultValue = "6s",
      description = "How often new L2 blocks are loaded.")
  @Range(min = 1)
  private Duration pollInterval;

  @Option(
      names = "--sub-safety-margin",
      paramLabel = "L1-BLOCKS",
      defaultValue = "10",
      description = "How many L1 blocks before a channel times out it is sent.")
  @Range
  private long safetyMargin;

  @Option(
      names = "--max-pending-tx",
      paramLabel = "COUNT",
      defaultValue = "1",
      description = "The most transactions in flight; 0 for no limit.")
  @Range
  private int maxPending;

  @Option(
      names = "--max-channel-duration",
      paramLabel = "L1-BLOCKS",
      defaultValue = "0",
      description = "The most L1 blocks that a channel stays open; 0 for no limit.")
  @Range
  private long maxDuration;

  @Option(
      names = "--max-l1-tx-size-bytes",
      paramLabel = "BYTES",
      defaultValue = "120000",
      description = "The most bytes of calldata in a transaction; without effect on blobs.")
  @Range(min = 100, max = 1_000_024)
  private int maxTxSize;

  @Option(
      names = "--target-num-frames",
      paramLabel = "COUNT",
      defaultValue = "1",
      description = "Frames of a channel, one a blob; without effect on calldata.")
  @Range(min = 1, max = 6)
  private int targetFrames;

  @Option(
      names = "--compressor",
      paramLabel = "NAME",
      defaultValue = "shadow",
      description = "How to tell that a channel is full: shadow, ratio or none.")
  private CompressorKind compressor;

  @Option(
      names = "--compression-algo",
      paramLabel = "NAME",
      defaultValue = "zlib",
      converter = CompressionName.class,
      description = "zlib, brotli, brotli-9, brotli-10 or brotli-11.")
  private CompressionAlgorithm algorithm;

  @Option(
      names = "--approx-compr-ratio",
      paramLabel = "RATIO",
      defaultValue = "0.6",
      converter = Ratio.class,
      description = "The compressed size over the original one that --compressor ratio assumes.")
  private double approximateRatio;

  @Option(
      names = "--batch-type",
      paramLabel = "NUMBER",
      defaultValue = "0",
      description = "0 for singular batches, 1 for span batches.")
  @Range(max = 1)
  private int batchType;

  @Option(
      names = "--max-blocks-per-span-batch",
      paramLabel = "BLOCKS",
      defaultValue = "0",
      description = "The most L2 blocks of a span batch; 0 for no limit.")
  @Range
  private int maxBlocksPerSpan;

  @Option(
      names = "--data-availability-type",
      paramLabel = "TYPE",
      defaultValue = "calldata",
      description = "Where batches go: calldata or blobs.")
  private DataAvailability availability;

  @Option(names = "--stopped", description = "Wait for admin_startBatcher.")
  private boolean stopped;

  @Option(
      names = "--wait-node-sync",
      description = "Wait until the node has derived the newest L1 block before the first batch.")
  private boolean waitNodeSync;

  @Option(
      names = "--check-recent-txs-depth",
      paramLabel = "L1-BLOCKS",
      defaultValue = "0",
      description =
          "How many L1 blocks back to look for own transactions that the node must have derived"
              + " first; 0 for none.")
  @Range(max = 128)
  private int recentDepth;

  @Option(
      names = "--throttle.unsafe-da-bytes-lower-threshold",
      paramLabel = "BYTES",
      defaultValue = "3200000",
      description =
          "Bytes that wait for L1 from which on block builders are throttled; 0 for never.")
  @Range(max = Long.MAX_VALUE / 4)
  private long throttleThreshold;

  @Mixin private TxOptions transactions = new TxOptions();
  @Mixin private RpcOptions rpc = new RpcOptions(DEFAULT_RPC_PORT);
  @Mixin private MetricsOptions metricsOptions = new MetricsOptions();
  @Mixin private LogOptions log = new LogOptions();

  /** Where batches go. */
  enum DataAvailability {
    CALLDATA,
    BLOBS
  }

  @Override
  public Integer call() {
    log.apply();
    Crypto crypto = NativeCrypto.create();
    Signer signer = transactions.signer(crypto);
    RpcClient l1Rpc = RpcClients.open(l1, transactions.networkTimeout());
    RpcClient l2Rpc = RpcClients.open(l2, transactions.networkTimeout());
    RpcClient nodeRpc = RpcClients.open(rollupNode, transactions.networkTimeout());
    RollupClient node = new RollupClient(nodeRpc::call);
    RollupConfig rollup = EndpointProbe.ask("--rollup-rpc", rollupNode, node::rollupConfig);
    UnsupportedForks.warn(rollup);
    BatcherConfig config = config(rollup);
    EthClient l1Chain = new EthClient(l1Rpc::call);
    EndpointProbe.requireChain("--l1-eth-rpc", l1, l1Chain, rollup.l1ChainId());
    EthClient l2Chain = new EthClient(l2Rpc::call);
    EndpointProbe.requireChain("--l2-eth-rpc", l2, l2Chain, rollup.l2ChainId());
    Metrics metrics = new Metrics("op_batcher_default");
    BatcherMetrics listener = new BatcherMetrics(metrics);
    RoleHealth health = new RoleHealth("batcher");
    TxManagerService sender =
        transactions.manager(l1Chain, rollup.l1ChainId(), signer, crypto, metrics, health);
    BatcherService batcher =
        new BatcherService(
            config,
            rollup,
            new BatcherPorts(
                number -> l2Chain.block(EthClient.at(number)),
                node::syncStatus,
                new EthL1Source(l1Chain),
                sender),
            sender,
            new ChannelFactory(rollup, config, new NativeCompressors(), new SecureRandom()),
            List.of(new RpcThrottledBuilder(l2Rpc::call)),
            listener,
            health,
            InstantSource.system());
    listener.watch(batcher);
    RpcServer server =
        rpc.start(
            rpc.admin()
                ? BatcherRpc.methods(batcher).addAll(LogOptions.methods())
                : new RpcMethods(),
            new RpcServerMetrics(metrics, "batcher"),
            health);
    batcher.start();
    return new RunningRole()
        .follow(health)
        .await(
            metricsOptions,
            metrics,
            () -> {
              server.close();
              batcher.close();
            });
  }

  private BatcherConfig config(RollupConfig rollup) {
    boolean blobs = availability == DataAvailability.BLOBS;
    long timeout =
        rollup.op().activation(OpFork.GRANITE) == null
            ? rollup.channelTimeoutBedrock()
            : RollupConfig.CHANNEL_TIMEOUT_GRANITE;
    if (safetyMargin > timeout) {
      throw new WrongUsage(
          "--sub-safety-margin is "
              + safetyMargin
              + ": it must be at most "
              + timeout
              + ", the channel timeout of the rollup");
    }
    ChannelPolicy policy =
        new ChannelPolicy(
            timeout,
            rollup.sequencerWindowSize(),
            maxDuration,
            safetyMargin,
            false,
            blobs ? BLOB_FRAME : maxTxSize - 1,
            blobs ? targetFrames : 1,
            blobs);
    BatcherConfig.Encoding encoding =
        new BatcherConfig.Encoding(
            batchType == 1 ? BatchType.SPAN : BatchType.SINGULAR,
            algorithm,
            compressor,
            (int) Math.round(approximateRatio * 100),
            maxBlocksPerSpan);
    return new BatcherConfig(
        policy, encoding, pollInterval, maxPending, stopped, waitNodeSync, recentDepth, throttle());
  }

  private Throttle throttle() {
    Throttle d = Throttle.DEFAULT;
    return new Throttle(
        d.kind(),
        throttleThreshold,
        throttleThreshold * 4,
        d.txSizeLower(),
        d.txSizeUpper(),
        d.blockSizeLower(),
        d.blockSizeUpper());
  }
}
