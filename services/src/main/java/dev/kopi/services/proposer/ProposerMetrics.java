package dev.kopi.services.proposer;

import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.core.primitives.Hash;
import io.prometheus.metrics.core.metrics.Gauge;

/** The metrics of a proposer, under op-proposer's names. */
public final class ProposerMetrics implements ProposerListener {
  private final Gauge proposed;

  /** Registers the metrics. */
  public ProposerMetrics(Metrics metrics) {
    proposed =
        metrics.gauge(
            "proposed_sequence_number",
            "Sequence number (block number or timestamp) of the latest proposal");
  }

  @Override
  public void onProposed(long l2Block, Hash root, MinedTransaction transaction) {
    if (transaction.success()) {
      proposed.set(l2Block);
    }
  }
}
