package dev.kopi.core.p2p.gossip;

/** What is counted. */
public enum GossipEvent {
  GRAFT_SENT,
  GRAFT_RECEIVED,
  PRUNE_SENT,
  PRUNE_RECEIVED,
  DELIVERED,
  DUPLICATE,
  REJECTED,
  IGNORED,
  /** Too many messages wait for validation. */
  THROTTLED,
  /** A message of a topic that this node did not join, or with an author. */
  UNWANTED,
  /** The sender's score is too low. */
  GRAYLISTED,
  /** A peer grafted while it must not. */
  GRAFT_IN_BACKOFF,
  /** A peer has told of more ids than it may. */
  IHAVE_FLOOD,
  /** A peer did not send what it had told of. */
  BROKEN_PROMISE
}
