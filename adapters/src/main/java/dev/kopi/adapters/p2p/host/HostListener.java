package dev.kopi.adapters.p2p.host;

import dev.kopi.core.p2p.peer.PeerId;

/** Is told of connections. The methods must not wait. */
public interface HostListener {
  /** There is a connection to the peer, where there was none. */
  void connected(PeerConnection connection);

  /** The peer has said which protocols it has. */
  void identified(PeerConnection connection, IdentifyInfo info);

  /** The last connection to the peer ended. */
  void disconnected(PeerId peer, String reason);
}
