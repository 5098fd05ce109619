package dev.kopi.adapters.p2p.gossip;

import dev.kopi.core.p2p.block.Verdict;
import dev.kopi.core.p2p.gossip.GossipMessage;
import dev.kopi.core.p2p.peer.PeerId;

/** Decides on messages, one at a time, on a thread of its own. */
@FunctionalInterface
public interface MessageValidator {
  /** Decides on a message, and hands it on when it is accepted. */
  Verdict validate(PeerId from, GossipMessage message);
}
