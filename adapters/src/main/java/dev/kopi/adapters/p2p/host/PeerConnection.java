package dev.kopi.adapters.p2p.host;

import dev.kopi.adapters.p2p.multistream.Multistream;
import dev.kopi.adapters.p2p.yamux.YamuxSession;
import dev.kopi.adapters.p2p.yamux.YamuxStream;
import dev.kopi.core.p2p.peer.PeerId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection to a peer that has proved who it is. */
public final class PeerConnection {
  private static final int NEGOTIATION_MILLIS = 10_000;

  private final PeerId peer;
  private final InetSocketAddress remote;
  private final boolean outbound;
  private final YamuxSession session;
  private volatile @Nullable IdentifyInfo info;

  PeerConnection(PeerId peer, InetSocketAddress remote, boolean outbound, YamuxSession session) {
    this.peer = peer;
    this.remote = remote;
    this.outbound = outbound;
    this.session = session;
  }

  /** The peer. */
  public PeerId peer() {
    return peer;
  }

  /** Its address. */
  public InetSocketAddress remote() {
    return remote;
  }

  /** Whether this node dialled. */
  public boolean outbound() {
    return outbound;
  }

  /** What the peer says of itself; null until it has. */
  public @Nullable IdentifyInfo info() {
    return info;
  }

  void identified(IdentifyInfo told) {
    info = told;
  }

  /**
   * A stream and the protocol spoken on it.
   *
   * @param protocol the first of the proposed that the peer has
   * @param stream the stream, after the negotiation
   */
  public record Opened(String protocol, YamuxStream stream) {}

  /**
   * Opens a stream.
   *
   * @param protocols the protocols to propose, the most wanted first
   * @throws IOException when the peer has none of them, or does not answer in time
   */
  public Opened open(List<String> protocols) throws IOException {
    YamuxStream stream = session.open();
    try {
      stream.readTimeout(NEGOTIATION_MILLIS);
      String protocol = Multistream.propose(stream, protocols);
      stream.readTimeout(0);
      return new Opened(protocol, stream);
    } catch (IOException e) {
      stream.close();
      throw e;
    }
  }

  @Override
  public String toString() {
    return peer + " at " + remote;
  }

  /** Ends the connection. */
  public void close() {
    session.close();
  }
}
