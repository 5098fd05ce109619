package dev.kopi.services.batcher;

import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.core.batcher.ChannelManager;
import dev.kopi.core.batcher.Throttle;
import dev.kopi.core.batcher.TxData;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import java.util.Locale;

/** The metrics of a batcher, under op-batcher's names. */
public final class BatcherMetrics implements BatcherListener {
  private final Metrics metrics;
  private final Metrics.Event transactions;
  private final Metrics.Event channels;
  private final Gauge refs;
  private final Counter outputBytes;
  private final Gauge throttleKind;

  /** Registers the metrics. */
  public BatcherMetrics(Metrics metrics) {
    this.metrics = metrics;
    transactions = metrics.event("batcher_tx", "BatcherTx", "stage");
    channels = metrics.event("channel", "Channel", "stage");
    refs =
        metrics.gauge(
            "refs_number",
            "Gauge representing the different L1/L2 reference block numbers",
            "layer",
            "type");
    outputBytes =
        metrics.counter("output_bytes", "Total number of compressed output bytes from a channel.");
    throttleKind =
        metrics.gauge("throttle_controller_type", "Type of throttle controller in use", "type");
  }

  /** Registers the gauges that are read from the batcher. */
  public void watch(BatcherService batcher) {
    metrics.watch(
        "pending_blocks_count",
        "Number of pending blocks, not added to a channel yet.",
        () -> batcher.snapshot().pendingBlocks());
    metrics.watch(
        "channel_queue_length",
        "The number of channels currently in memory.",
        () -> batcher.snapshot().channels());
    metrics.watch(
        "unsafe_da_bytes",
        "The estimated number of unsafe DA bytes",
        () -> batcher.snapshot().unsafeBytes());
    metrics.watch(
        "throttle_intensity",
        "Current throttling intensity (0.0 = no throttling, 1.0 = max throttling)",
        () -> (double) batcher.throttler().limits().intensity() / Throttle.FULL);
    metrics.watch(
        "throttle_max_tx_size",
        "Current maximum transaction size when throttling (0 = no limit)",
        () -> batcher.throttler().limits().maxTxSize());
    metrics.watch(
        "throttle_max_block_size",
        "Current maximum block size when throttling",
        () -> batcher.throttler().limits().maxBlockSize());
    throttleKind
        .labelValues(batcher.throttler().throttle().kind().name().toLowerCase(Locale.ROOT))
        .set(1);
  }

  @Override
  public void onLoaded(long newestBlock, ChannelManager.Snapshot state) {
    refs.labelValues("l2", "loaded").set(newestBlock);
  }

  @Override
  public void onSubmitted(TxData data) {
    transactions.happened("submitted");
    outputBytes.inc(data.blobs() ? blobBytes(data) : data.callData().size());
  }

  private static long blobBytes(TxData data) {
    return data.blobData().stream().mapToLong(blob -> blob.size()).sum();
  }

  @Override
  public void onConfirmed(
      TxData.Id id, MinedTransaction transaction, ChannelManager.Confirmation outcome) {
    transactions.happened("success");
    refs.labelValues("l1", "latest").set(transaction.block().number());
    switch (outcome) {
      case CHANNEL_SUBMITTED -> channels.happened("fully_submitted");
      case CHANNEL_TIMED_OUT -> channels.happened("timed_out");
      case UNKNOWN, RECORDED -> {}
    }
  }

  @Override
  public void onFailed(TxData.Id id, String reason) {
    transactions.happened("failed");
  }
}
