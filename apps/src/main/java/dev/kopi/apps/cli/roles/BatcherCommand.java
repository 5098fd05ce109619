package dev.kopi.apps.cli.roles;

import dev.kopi.adapters.compression.NativeCompressors;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rollup.RollupClient;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.adapters.telemetry.RpcServerMetrics;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.options.Durations;
import dev.kopi.apps.cli.options.EnvironmentNames;
import dev.kopi.apps.cli.options.LogOptions;
import dev.kopi.apps.cli.options.MetricsOptions;
import dev.kopi.apps.cli.options.RpcOptions;
import dev.kopi.apps.cli.options.TxOptions;
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
import dev.kopi.services.batcher.BatcherRpc;
import dev.kopi.services.batcher.BatcherService;
import dev.kopi.services.batcher.Throttler;
import dev.kopi.services.txmgr.Signer;
import dev.kopi.services.txmgr.TxManager;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
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

  @Option(names = "--l1-eth-rpc", paramLabel = "URL", required = true)
  private URI l1;

  @Option(names = "--l2-eth-rpc", paramLabel = "URL", required = true)
  private URI l2;

  @Option(names = "--rollup-rpc", paramLabel = "URL", required = true)
  private URI rollupNode;

  @Option(names = "--poll-interval", defaultValue = "6s", converter = Durations.class)
  private Duration pollInterval;

  @Option(names = "--sub-safety-margin", paramLabel = "L1-BLOCKS", defaultValue = "10")
  private long safetyMargin;

  @Option(names = "--max-pending-tx", defaultValue = "1", description = "0 for no limit.")
  private int maxPending;

  @Option(names = "--max-channel-duration", paramLabel = "L1-BLOCKS", defaultValue = "0")
  private long maxDuration;

  @Option(names = "--max-l1-tx-size-bytes", defaultValue = "120000")
  private int maxTxSize;

  @Option(names = "--target-num-frames", defaultValue = "1")
  private int targetFrames;

  @Option(names = "--compressor", defaultValue = "shadow", description = "shadow, ratio or none.")
  private CompressorKind compressor;

  @Option(
      names = "--compression-algo",
      defaultValue = "zlib",
      description = "zlib, brotli, brotli-9, brotli-10 or brotli-11.")
  private String algorithm;

  @Option(names = "--approx-compr-ratio", defaultValue = "0.6")
  private double approximateRatio;

  @Option(names = "--batch-type", defaultValue = "0", description = "0 singular, 1 span.")
  private int batchType;

  @Option(names = "--max-blocks-per-span-batch", defaultValue = "0")
  private int maxBlocksPerSpan;

  @Option(
      names = "--data-availability-type",
      defaultValue = "calldata",
      description = "calldata or blobs.")
  private String availability;

  @Option(names = "--stopped", description = "Wait until admin_startBatcher.")
  private boolean stopped;

  @Option(names = "--wait-node-sync")
  private boolean waitNodeSync;

  @Option(names = "--check-recent-txs-depth", defaultValue = "0")
  private int recentDepth;

  @Option(
      names = "--throttle.unsafe-da-bytes-lower-threshold",
      defaultValue = "3200000",
      description = "0 never holds block builders back.")
  private long throttleThreshold;

  @Mixin private TxOptions transactions = new TxOptions();
  @Mixin private RpcOptions rpc = new RpcOptions();
  @Mixin private MetricsOptions metricsOptions = new MetricsOptions();
  @Mixin private LogOptions log = new LogOptions();

  @Override
  public Integer call() {
    log.apply();
    Crypto crypto = NativeCrypto.create();
    Signer signer = transactions.signer(crypto);
    HttpRpcClient l1Rpc = new HttpRpcClient(l1, transactions.networkTimeout());
    HttpRpcClient l2Rpc = new HttpRpcClient(l2, transactions.networkTimeout());
    HttpRpcClient nodeRpc = new HttpRpcClient(rollupNode, transactions.networkTimeout());
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
    TxManager manager = transactions.manager(l1Chain, rollup.l1ChainId(), signer, crypto, metrics);
    BatcherService batcher =
        new BatcherService(
            config,
            rollup,
            l2Chain,
            node,
            manager,
            new NativeCompressors(),
            new SecureRandom(),
            new Throttler(throttle(), List.of(l2Rpc::call)),
            listener);
    listener.watch(batcher);
    RpcServer server =
        rpc.start(
            DEFAULT_RPC_PORT,
            rpc.admin()
                ? BatcherRpc.methods(batcher).addAll(LogOptions.methods())
                : new RpcMethods(),
            new RpcServerMetrics(metrics, "batcher"));
    batcher.start();
    return new RunningRole()
        .await(
            metricsOptions,
            metrics,
            () -> {
              server.close();
              batcher.close();
            });
  }

  private BatcherConfig config(RollupConfig rollup) {
    boolean blobs =
        switch (availability) {
          case "blobs" -> true;
          case "calldata" -> false;
          default ->
              throw new CommandFailed(
                  "--data-availability-type is calldata or blobs, not '" + availability + "'");
        };
    long timeout =
        rollup.op().activation(OpFork.GRANITE) == null
            ? rollup.channelTimeoutBedrock()
            : RollupConfig.CHANNEL_TIMEOUT_GRANITE;
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
            algorithm(),
            compressor,
            (int) Math.round(approximateRatio * 100),
            maxBlocksPerSpan);
    return new BatcherConfig(
        policy, encoding, pollInterval, maxPending, stopped, waitNodeSync, recentDepth, throttle());
  }

  private CompressionAlgorithm algorithm() {
    return switch (algorithm) {
      case "zlib" -> CompressionAlgorithm.ZLIB;
      case "brotli-9" -> CompressionAlgorithm.BROTLI_9;
      case "brotli", "brotli-10" -> CompressionAlgorithm.BROTLI_10;
      case "brotli-11" -> CompressionAlgorithm.BROTLI_11;
      default ->
          throw new CommandFailed(
              "--compression-algo is zlib, brotli, brotli-9, brotli-10 or brotli-11, not '"
                  + algorithm
                  + "'");
    };
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
