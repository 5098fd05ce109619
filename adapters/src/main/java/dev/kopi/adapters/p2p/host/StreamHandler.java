package dev.kopi.adapters.p2p.host;

import dev.kopi.adapters.p2p.yamux.YamuxStream;
import java.io.IOException;

/** Serves a stream that a peer opened, on a thread of its own. */
@FunctionalInterface
public interface StreamHandler {
  /**
   * Serves the stream. After the return it is closed, after an exception reset.
   *
   * @param protocol the protocol that was agreed on
   */
  void handle(PeerConnection peer, String protocol, YamuxStream stream) throws IOException;
}
