package dev.kopi.apps.cli.options;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.apps.cli.values.Gwei;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.FeePolicy;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.txmgr.EthTxBackend;
import dev.kopi.services.txmgr.Signer;
import dev.kopi.services.txmgr.TxManager;
import dev.kopi.services.txmgr.TxManagerConfig;
import dev.kopi.services.txmgr.TxManagerService;
import dev.kopi.services.txmgr.TxMetrics;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a role sends transactions to L1: options with the names of the reference. */
public final class TxOptions {
  @Option(
      names = "--num-confirmations",
      paramLabel = "BLOCKS",
      defaultValue = "10",
      description = "L1 blocks, the one with the transaction included, that confirm it.")
  @Range(min = 1, max = Integer.MAX_VALUE)
  private int confirmations;

  @Option(
      names = "--safe-abort-nonce-too-low-count",
      paramLabel = "COUNT",
      defaultValue = "3",
      description = "Errors \"nonce too low\" after which a transaction is given up.")
  @Range(min = 1)
  private int abortAfterNonceTooLow;

  @Option(
      names = "--fee-limit-multiplier",
      paramLabel = "FACTOR",
      defaultValue = "5",
      description = "The multiple of the current fees that a replacement may offer at most.")
  @Range(min = 1)
  private long feeLimitMultiplier;

  @Option(
      names = "--txmgr.fee-limit-threshold",
      paramLabel = "GWEI",
      defaultValue = "100",
      converter = Gwei.class,
      description = "Fees below this are never limited by --fee-limit-multiplier, in gwei.")
  private UInt256 feeLimitThreshold;

  @Option(
      names = "--txmgr.min-tip-cap",
      paramLabel = "GWEI",
      defaultValue = "1",
      converter = Gwei.class,
      description = "The smallest tip to offer, in gwei.")
  private UInt256 minTip;

  @Option(
      names = "--txmgr.max-tip-cap",
      paramLabel = "GWEI",
      converter = Gwei.class,
      description = "The tip above which nothing is sent, in gwei; no limit when it is not set.")
  private @Nullable UInt256 maxTip;

  @Option(
      names = "--txmgr.min-basefee",
      paramLabel = "GWEI",
      defaultValue = "1",
      converter = Gwei.class,
      description = "The smallest base fee to assume, in gwei.")
  private UInt256 minBaseFee;

  @Option(
      names = "--txmgr.max-basefee",
      paramLabel = "GWEI",
      converter = Gwei.class,
      description =
          "The base fee above which nothing is sent, in gwei; no limit when it is not set.")
  private @Nullable UInt256 maxBaseFee;

  @Option(
      names = "--txmgr.rebroadcast-interval",
      paramLabel = "DURATION",
      defaultValue = "12s",
      description = "How often a transaction that is not mined is sent again unchanged.")
  @Range(min = 1)
  private Duration rebroadcastInterval;

  @Option(
      names = "--resubmission-timeout",
      paramLabel = "DURATION",
      defaultValue = "48s",
      description = "How long a transaction may wait until its fees are raised.")
  @Range(min = 1)
  private Duration resubmissionTimeout;

  @Option(
      names = "--network-timeout",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "How long one request to another program may take.")
  @Range(min = 1)
  private Duration networkTimeout;

  @Option(
      names = "--txmgr.retry-interval",
      paramLabel = "DURATION",
      defaultValue = "1s",
      description = "How long to wait before a refused transaction is sent again.")
  @Range(min = 1)
  private Duration retryInterval;

  @Option(
      names = "--txmgr.max-retries",
      paramLabel = "COUNT",
      defaultValue = "10",
      description = "How often a refused transaction is sent again.")
  @Range
  private int maxRetries;

  @Option(
      names = "--txmgr.send-timeout",
      paramLabel = "DURATION",
      defaultValue = "0",
      description = "How long sending may take in all; 0 for no limit.")
  private Duration sendTimeout;

  @Option(
      names = "--txmgr.not-in-mempool-timeout",
      paramLabel = "DURATION",
      defaultValue = "2m",
      description = "How long until a transaction that no pool accepts is given up.")
  @Range(min = 1)
  private Duration notInPoolTimeout;

  @Option(
      names = "--txmgr.receipt-query-interval",
      paramLabel = "DURATION",
      defaultValue = "12s",
      description = "How often receipts are polled.")
  @Range(min = 1)
  private Duration receiptInterval;

  @Option(
      names = "--txmgr.cell-proof-time",
      paramLabel = "TIMESTAMP",
      defaultValue = "0",
      description =
          "The L1 timestamp in Unix seconds from which blobs are sent with cell proofs (Osaka).")
  @Range
  private long cellProofTime;

  @Mixin private KeyOptions account = new KeyOptions();

  /** Signs for the account that is given. */
  public Signer signer(Crypto crypto) {
    return account.signer(crypto);
  }

  /** How long one request to another program may take. */
  public Duration networkTimeout() {
    return networkTimeout;
  }

  /**
   * The sender, over a connection to L1.
   *
   * @param health the health of the role that sends
   */
  public TxManagerService manager(
      EthClient l1,
      UInt256 chainId,
      Signer signer,
      Crypto crypto,
      Metrics metrics,
      RoleHealth health) {
    TxMetrics listener = new TxMetrics(metrics);
    TxManager manager =
        new TxManager(new EthTxBackend(l1), chainId, signer, crypto, config(), listener);
    InstantSource clock = InstantSource.system();
    TxManagerService service = new TxManagerService(manager, health, clock);
    listener.watch(service, l1, clock);
    return service;
  }

  private TxManagerConfig config() {
    FeePolicy fees =
        new FeePolicy(
            minTip,
            maxTip,
            minBaseFee,
            maxBaseFee,
            FeePolicy.GWEI,
            feeLimitMultiplier,
            feeLimitThreshold);
    return new TxManagerConfig(
        confirmations,
        abortAfterNonceTooLow,
        fees,
        rebroadcastInterval,
        resubmissionTimeout,
        retryInterval,
        maxRetries,
        sendTimeout.isZero() ? null : sendTimeout,
        notInPoolTimeout,
        receiptInterval,
        cellProofTime);
  }
}
