package dev.kopi.core.p2p.gossip;

import java.util.List;

/** The protocols of gossip, the most wanted first. */
public enum GossipProtocol {
  MESHSUB_1_2("/meshsub/1.2.0"),
  MESHSUB_1_1("/meshsub/1.1.0"),
  MESHSUB_1_0("/meshsub/1.0.0"),
  /** Gets every message and takes part in no mesh. */
  FLOODSUB("/floodsub/1.0.0");

  /** Their ids, the most wanted first. */
  public static final List<String> IDS =
      List.of(MESHSUB_1_2.id, MESHSUB_1_1.id, MESHSUB_1_0.id, FLOODSUB.id);

  private final String id;

  GossipProtocol(String id) {
    this.id = id;
  }

  /** The protocol of an id of {@link #IDS}. */
  public static GossipProtocol of(String id) {
    return values()[IDS.indexOf(id)];
  }

  boolean hasMesh() {
    return this != FLOODSUB;
  }

  boolean hasIdontwant() {
    return this == MESHSUB_1_2;
  }
}
