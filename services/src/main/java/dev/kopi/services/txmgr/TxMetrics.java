package dev.kopi.services.txmgr;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.Fees;
import dev.kopi.core.txmgr.SendError;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** The metrics of sent transactions, under op-service's names. */
public final class TxMetrics implements TxListener {
  private static final long BALANCE_MILLIS = 10_000;

  private final Metrics metrics;
  private final Metrics.Event published;
  private final Metrics.Event confirmed;
  private final Counter errors;
  private final Gauge nonces;
  private final Gauge bumps;
  private final Gauge fee;
  private final Gauge latency;
  private final Gauge tip;

  /** Registers the metrics. */
  public TxMetrics(Metrics metrics) {
    this.metrics = metrics;
    published = metrics.event("txmgr_publish", "tx publish");
    confirmed = metrics.event("txmgr_confirm", "tx confirm", "status");
    errors =
        metrics.counter(
            "txmgr_tx_publish_error",
            "Count of publish errors. Labels are sanitized error strings",
            "error");
    nonces = metrics.gauge("txmgr_current_nonce", "Current nonce of the from address");
    bumps = metrics.gauge("txmgr_tx_gas_bump", "Number of times a transaction was bumped");
    fee = metrics.gauge("txmgr_tx_fee_gwei", "L1 gas fee for transactions in GWEI");
    latency =
        metrics.gauge(
            "txmgr_tx_confirmed_latency_ms", "Latency of a confirmed transaction in milliseconds");
    tip = metrics.gauge("txmgr_tipcap_wei", "Latest L1 suggested tip cap (in Wei)");
  }

  /**
   * Registers the gauges of an account.
   *
   * @param l1 reads its balance
   */
  public void watch(TxManagerService transactions, EthClient l1, InstantSource clock) {
    metrics.watch(
        "txmgr_pending_txs", "Number of transactions pending receipts", transactions::pending);
    Balance balance = new Balance(transactions.address(), l1, clock);
    metrics.watch(
        "balance", "balance (in ether) of account " + transactions.address(), balance::ether);
  }

  /** The balance, read at most every ten seconds; the last value when L1 does not answer. */
  private static final class Balance {
    private final Address account;
    private final EthClient l1;
    private final InstantSource clock;
    private final AtomicLong askedMillis = new AtomicLong();
    private volatile double last = Double.NaN;

    Balance(Address account, EthClient l1, InstantSource clock) {
      this.account = account;
      this.l1 = l1;
      this.clock = clock;
    }

    /** One caller asks L1, without a lock; the others get the last value meanwhile. */
    double ether() {
      long now = clock.millis();
      long asked = askedMillis.get();
      if (now - asked >= BALANCE_MILLIS && askedMillis.compareAndSet(asked, now)) {
        try {
          last = scaled(l1.balance(account, EthClient.LATEST), 18);
        } catch (RpcException | RpcTransportException | DecodeException e) {
          return last;
        }
      }
      return last;
    }
  }

  private static double scaled(UInt256 value, int digits) {
    return new BigDecimal(value.toBigInteger()).movePointLeft(digits).doubleValue();
  }

  @Override
  public void onPublished(Hash transaction, long nonce, Fees fees, String problem) {
    nonces.set(nonce);
    tip.set(scaled(fees.tipCap(), 0));
    if (problem.isEmpty()) {
      published.happened();
    } else {
      onProblem(problem);
    }
  }

  @Override
  public void onProblem(String problem) {
    errors.labelValues(SendError.of(problem).name().toLowerCase(Locale.ROOT)).inc();
  }

  @Override
  public void onBump(long nonce, Fees fees) {
    bumps.inc();
  }

  @Override
  public void onConfirmed(MinedTransaction transaction, long latencyMillis) {
    confirmed.happened(transaction.success() ? "success" : "failed");
    UInt256 paid = transaction.effectiveGasPrice().multiply(UInt256.of(transaction.gasUsed()));
    fee.set(scaled(paid, 9));
    latency.set(latencyMillis);
  }
}
