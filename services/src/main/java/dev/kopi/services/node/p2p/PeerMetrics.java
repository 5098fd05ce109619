package dev.kopi.services.node.p2p;

import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.core.p2p.gossip.PeerScore;
import io.prometheus.metrics.core.metrics.Histogram;

/** The metrics of a node's network, by op-node's names. */
public final class PeerMetrics {
  private static final double[] SCORE_BOUNDS = {
    -100, -40, -20, -10, -5, -2, -1, -0.5, -0.05, 0, 0.05, 0.5, 1, 2, 5, 10, 20, 40
  };

  private final Histogram scores;

  /** Publishes what is known of peers. */
  public PeerMetrics(Metrics metrics, NodePeers peers) {
    metrics.watch("p2p_peer_count", "Count of currently connected p2p peers", peers::connected);
    metrics.count(
        "p2p_gossip_events",
        "Count of gossip events by type",
        "type",
        () -> peers.figures().gossipEvents());
    metrics.count(
        "p2p_bandwidth_bytes",
        "Bytes of connections to peers",
        "direction",
        () -> peers.figures().bytes());
    scores =
        metrics.histogram(
            "peer_scores",
            "Scores of the connected peers and their parts, every 15 seconds",
            SCORE_BOUNDS,
            "type");
    peers.onScores(this::observe);
  }

  private void observe(PeerScore score) {
    observe("total", score.total());
    observe("ipColocation", score.colocationFactor());
    observe("behavioralPenalty", score.behaviourCount());
    observe("reqRespValidResponses", score.valid());
    observe("reqRespErrorResponses", score.errors());
    observe("reqRespRejectedPayloads", score.rejected());
    // Topics have no scores of their own, as in op-node.
    observe("blocksTimeInMesh", 0);
    observe("blocksFirstMessage", 0);
    observe("blocksMessageDeliveries", 0);
    observe("blocksInvalidMessageDeliveries", 0);
  }

  private void observe(String type, double value) {
    scores.labelValues(type).observe(value);
  }
}
