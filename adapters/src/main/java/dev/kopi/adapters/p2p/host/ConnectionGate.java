package dev.kopi.adapters.p2p.host;

import dev.kopi.core.p2p.peer.PeerId;
import java.net.InetAddress;

/** Decides which connections come about. From any thread; must not wait. */
public interface ConnectionGate {
  /** Lets everybody in. */
  ConnectionGate OPEN =
      new ConnectionGate() {
        @Override
        public boolean allows(PeerId peer) {
          return true;
        }

        @Override
        public boolean allows(InetAddress address) {
          return true;
        }
      };

  /** Whether a peer may be dialled, or stay after it proved who it is. */
  boolean allows(PeerId peer);

  /** Whether an address may be dialled, or accepted. */
  boolean allows(InetAddress address);
}
