package dev.kopi.services.node.p2p;

import java.util.Map;

/**
 * Figures of the network since its start.
 *
 * @param gossipEvents how often what happened in gossip, by op-node's names
 * @param bytes how many bytes went over connections, {@code in} and {@code out}
 */
public record NetworkFigures(Map<String, Long> gossipEvents, Map<String, Long> bytes) {
  /** Those of no network. */
  public static final NetworkFigures NONE = new NetworkFigures(Map.of(), Map.of());

  /** Copies the maps. */
  public NetworkFigures {
    gossipEvents = Map.copyOf(gossipEvents);
    bytes = Map.copyOf(bytes);
  }
}
