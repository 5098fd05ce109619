package dev.kopi.apps.cli.options;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.FeePolicy;
import dev.kopi.services.txmgr.Signer;
import dev.kopi.services.txmgr.TxManager;
import dev.kopi.services.txmgr.TxManagerConfig;
import dev.kopi.services.txmgr.TxMetrics;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a service sends to L1: options with the reference's names. Their values come from fields. */
public final class TxOptions {
  @Option(names = "--num-confirmations", defaultValue = "10")
  private int confirmations;

  @Option(names = "--safe-abort-nonce-too-low-count", defaultValue = "3")
  private int abortAfterNonceTooLow;

  @Option(names = "--fee-limit-multiplier", defaultValue = "5")
  private long feeLimitMultiplier;

  @Option(names = "--txmgr.fee-limit-threshold", paramLabel = "GWEI", defaultValue = "100")
  private BigDecimal feeLimitThreshold;

  @Option(names = "--txmgr.min-tip-cap", paramLabel = "GWEI", defaultValue = "1")
  private BigDecimal minTip;

  @Option(names = "--txmgr.max-tip-cap", paramLabel = "GWEI")
  private @Nullable BigDecimal maxTip;

  @Option(names = "--txmgr.min-basefee", paramLabel = "GWEI", defaultValue = "1")
  private BigDecimal minBaseFee;

  @Option(names = "--txmgr.max-basefee", paramLabel = "GWEI")
  private @Nullable BigDecimal maxBaseFee;

  @Option(names = "--txmgr.rebroadcast-interval", defaultValue = "12s", converter = Durations.class)
  private Duration rebroadcastInterval;

  @Option(names = "--resubmission-timeout", defaultValue = "48s", converter = Durations.class)
  private Duration resubmissionTimeout;

  @Option(names = "--network-timeout", defaultValue = "10s", converter = Durations.class)
  private Duration networkTimeout;

  @Option(names = "--txmgr.retry-interval", defaultValue = "1s", converter = Durations.class)
  private Duration retryInterval;

  @Option(names = "--txmgr.max-retries", defaultValue = "10")
  private int maxRetries;

  @Option(names = "--txmgr.send-timeout", defaultValue = "0", converter = Durations.class)
  private Duration sendTimeout;

  @Option(
      names = "--txmgr.not-in-mempool-timeout",
      defaultValue = "2m",
      converter = Durations.class)
  private Duration notInPoolTimeout;

  @Option(
      names = "--txmgr.receipt-query-interval",
      defaultValue = "12s",
      converter = Durations.class)
  private Duration receiptInterval;

  @Option(names = "--txmgr.cell-proof-time", paramLabel = "SECONDS", defaultValue = "0")
  private long cellProofTime;

  @Option(names = "--private-key", paramLabel = "KEY", required = true, description = "In hex.")
  private String privateKey;

  /** Signs with the key that is given. */
  public Signer signer(Crypto crypto) {
    try {
      return Signer.local(crypto.secp256k1(), PrivateKey.fromHex(privateKey));
    } catch (DecodeException e) {
      // The cause is left out: the text is a secret.
      throw new CommandFailed("--private-key is not a private key of 32 bytes in hex");
    }
  }

  /** How long one request to another program may take. */
  public Duration networkTimeout() {
    return networkTimeout;
  }

  /** The sender, over a connection to L1. */
  public TxManager manager(
      EthClient l1, UInt256 chainId, Signer signer, Crypto crypto, Metrics metrics) {
    TxMetrics listener = new TxMetrics(metrics);
    TxManager manager =
        new TxManager(l1, chainId, signer, crypto, config(), InstantSource.system(), listener);
    listener.watch(manager);
    return manager;
  }

  private TxManagerConfig config() {
    FeePolicy fees =
        new FeePolicy(
            wei(minTip),
            maxTip == null ? null : wei(maxTip),
            wei(minBaseFee),
            maxBaseFee == null ? null : wei(maxBaseFee),
            FeePolicy.GWEI,
            feeLimitMultiplier,
            wei(feeLimitThreshold));
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

  private static UInt256 wei(BigDecimal gwei) {
    return UInt256.of(gwei.movePointRight(9).toBigInteger());
  }
}
