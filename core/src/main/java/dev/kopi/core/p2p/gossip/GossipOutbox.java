package dev.kopi.core.p2p.gossip;

import dev.kopi.core.p2p.peer.PeerId;

/** What a {@link GossipRouter} wants done. The methods must not wait, nor call the router. */
public interface GossipOutbox {
  /** Sends to a peer; when its queue is full the RPC is dropped. */
  void send(PeerId peer, GossipRpc rpc);

  /**
   * Validates a message that is new; {@link GossipRouter#validated} is told of the outcome.
   *
   * @param from who sent it
   */
  void validate(PeerId from, GossipMessage message);

  /** Counts something that happened. */
  void event(GossipEvent event, PeerId peer);
}
