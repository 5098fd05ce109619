package dev.kopi.services.node;

import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.adapters.telemetry.RefMetrics;
import dev.kopi.core.derivation.event.DerivationEvent;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.services.node.driver.NodeListener;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;

/** The metrics of a node, under op-node's names. */
public final class NodeMetrics implements NodeListener {
  private final RefMetrics refs;
  private final Metrics.Event resets;
  private final Metrics.Event derivationErrors;
  private final Metrics.Event sequencingErrors;
  private final Metrics.Event unsafePayloads;
  private final Metrics.Event derivedBatches;
  private final Metrics.Event headChannels;
  private final Metrics.Event channelTimeouts;
  private final Counter sequenced;
  private final Counter dropped;
  private final Gauge idle;
  private final Gauge active;

  /** Registers the metrics. */
  public NodeMetrics(Metrics metrics) {
    refs = new RefMetrics(metrics);
    resets = metrics.event("pipeline_resets", "derivation pipeline resets");
    derivationErrors = metrics.event("derivation_errors", "derivation errors");
    sequencingErrors = metrics.event("sequencing_errors", "sequencing errors");
    unsafePayloads = metrics.event("unsafe_payloads", "unsafe payloads");
    derivedBatches = metrics.event("derived_batches", "derived batches", "type");
    headChannels = metrics.event("head_channel", "New channel at the front of the channel bank");
    channelTimeouts = metrics.event("channel_timeout", "Channel has timed out");
    sequenced =
        metrics.counter("transactions_sequenced", "Count of total transactions sequenced", "type");
    dropped =
        metrics.counter(
            "derivation_dropped",
            "Count of what the batcher wrote in vain, by kind of event",
            "type");
    idle = metrics.gauge("derivation_idle", "1 if the derivation pipeline is idle");
    active = metrics.gauge("sequencer_active", "1 if sequencer active, 0 otherwise");
  }

  @Override
  public void onStatus(SyncStatus status) {
    refs.record("l1_head", status.headL1());
    refs.record("l1_safe", status.safeL1());
    refs.record("l1_finalized", status.finalizedL1());
    refs.record("l1_derived", status.currentL1());
    refs.record("l2_unsafe", status.unsafeL2());
    refs.record("l2_pending_safe", status.pendingSafeL2());
    refs.record("l2_local_safe", status.safeL2());
    refs.record("l2_safe", status.safeL2());
    refs.record("l2_finalized", status.finalizedL2());
  }

  @Override
  public void onActivity(boolean sequencing, boolean derivationIdle) {
    active.set(sequencing ? 1 : 0);
    idle.set(derivationIdle ? 1 : 0);
  }

  @Override
  public void onReset(String reason) {
    resets.happened();
  }

  @Override
  public void onDerivation(DerivationEvent event) {
    if (event instanceof DerivationEvent.BatchDecoded batch) {
      derivedBatches.happened(batch.span() ? "span" : "singular");
    } else if (event instanceof DerivationEvent.ChannelOpened) {
      headChannels.happened();
    } else if (event instanceof DerivationEvent.ChannelDropped channel
        && channel.fault() == dev.kopi.core.derivation.channel.ChannelFault.TIMED_OUT) {
      channelTimeouts.happened();
    }
    if (event.isLoss()) {
      dropped.labelValues(event.getClass().getSimpleName()).inc();
    }
  }

  @Override
  public void onDerivationFailure(String reason) {
    derivationErrors.happened();
  }

  @Override
  public void onSequencingFailure(String reason) {
    sequencingErrors.happened();
  }

  @Override
  public void onSequenced(L2BlockRef block, int transactions, int deposits) {
    sequenced.labelValues("deposits").inc(deposits);
    sequenced.labelValues("txns").inc(transactions - deposits);
  }

  @Override
  public void onUnsafePayload(L2BlockRef block, boolean accepted) {
    unsafePayloads.happened();
  }
}
