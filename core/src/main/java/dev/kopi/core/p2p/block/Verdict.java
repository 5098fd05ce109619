package dev.kopi.core.p2p.block;

/** What gossip does with a message. */
public enum Verdict {
  /** It is delivered and forwarded. */
  ACCEPT,
  /** It is dropped, and the sender is not to blame. */
  IGNORE,
  /** It is dropped, and the sender should not have forwarded it. */
  REJECT
}
