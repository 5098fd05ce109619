package dev.kopi.core.p2p.gossip;

/**
 * The parameters of gossipsub. Times are in milliseconds.
 *
 * @param mesh how many peers a mesh should have
 * @param meshLow when it has fewer, peers are grafted
 * @param meshHigh when it has more, peers are pruned
 * @param meshOutbound how many of them this node should have dialled
 * @param meshScore how many of the best are kept when pruning
 * @param lazy the least number of peers that are told ids of messages
 * @param gossipFactor the least part of the peers that are told
 * @param heartbeatMillis the interval of {@link GossipRouter#heartbeat}
 * @param fanoutMillis how long the peers for a topic that is not joined are kept
 * @param historyWindows heartbeats that messages are kept for
 * @param gossipWindows heartbeats whose messages are told of
 * @param seenMillis how long a message is known as seen
 * @see <a
 *     href="https://github.com/libp2p/specs/blob/master/pubsub/gossipsub/gossipsub-v1.1.md">gossipsub
 *     1.1</a>
 */
public record GossipParams(
    int mesh,
    int meshLow,
    int meshHigh,
    int meshOutbound,
    int meshScore,
    int lazy,
    double gossipFactor,
    long heartbeatMillis,
    long fanoutMillis,
    int historyWindows,
    int gossipWindows,
    long seenMillis) {
  /** Those of op-node. */
  public static final GossipParams DEFAULT =
      new GossipParams(8, 6, 12, 2, 4, 6, 0.25, 500, 24_000, 12, 3, 65_000);

  static final long PRUNE_BACKOFF_MILLIS = 60_000;
  static final long UNSUBSCRIBE_BACKOFF_MILLIS = 10_000;
  static final long MAX_BACKOFF_MILLIS = 3_600_000;
  static final long GRAFT_FLOOD_MILLIS = 10_000;
  static final int MAX_IHAVE_MESSAGES = 10;
  static final int MAX_IHAVE_IDS = 5_000;
  static final long PROMISE_MILLIS = 3_000;
  static final int MAX_RETRANSMISSIONS = 3;
  static final int IDONTWANT_MIN_BYTES = 1_024;
  static final int IDONTWANT_TICKS = 3;
  static final int MAX_IDONTWANT_MESSAGES = 1_000;
  static final int MAX_IDONTWANT_IDS = 5_000;
  static final int OPPORTUNISTIC_TICKS = 60;
  static final int OPPORTUNISTIC_PEERS = 2;
}
