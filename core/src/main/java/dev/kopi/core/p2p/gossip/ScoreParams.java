package dev.kopi.core.p2p.gossip;

/**
 * The weights of peer scores, those that op-node calls light.
 *
 * @param decayMillis the interval in which counters decay: the block time
 * @param enabled whether scores count at all
 */
public record ScoreParams(long decayMillis, boolean enabled) {
  /** Below it a peer's IHAVE and IWANT are ignored. */
  static final double GOSSIP_THRESHOLD = -10;

  /** Below it a peer gets none of our messages. */
  static final double PUBLISH_THRESHOLD = -40;

  /** Below it nothing of a peer is read. */
  static final double GRAYLIST_THRESHOLD = -40;

  static final double OPPORTUNISTIC_THRESHOLD = 0.05;

  /** Below it a peer is disconnected and banned. */
  public static final double BAN_THRESHOLD = -100;

  static final double COLOCATION_WEIGHT = -35;
  static final int COLOCATION_THRESHOLD = 10;
  static final double BEHAVIOUR_WEIGHT = -16;
  static final double BEHAVIOUR_THRESHOLD = 6;
  static final double VALID_WEIGHT = 0.5;
  static final double MAX_VALID = 10;
  static final double ERROR_WEIGHT = -1;
  static final double MAX_ERRORS = 9;
  static final double REJECTED_WEIGHT = -20;
  static final double MAX_REJECTED = 20;
  static final double DECAY_TO_ZERO = 0.01;
  private static final int SLOTS_PER_EPOCH = 6;
  private static final int DECAY_EPOCHS = 10;
  private static final int RETAIN_EPOCHS = 100;

  /** For a chain's block time. */
  public static ScoreParams light(long blockTimeSeconds) {
    return new ScoreParams(1000 * blockTimeSeconds, true);
  }

  /** What is left of a counter after one interval. */
  double decay() {
    return Math.pow(DECAY_TO_ZERO, 1.0 / (DECAY_EPOCHS * SLOTS_PER_EPOCH));
  }

  /** How long the score of a peer that left is kept. */
  long retainMillis() {
    return RETAIN_EPOCHS * SLOTS_PER_EPOCH * decayMillis;
  }
}
