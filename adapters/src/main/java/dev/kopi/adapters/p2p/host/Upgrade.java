package dev.kopi.adapters.p2p.host;

import dev.kopi.adapters.p2p.identity.NodeIdentity;
import dev.kopi.adapters.p2p.multistream.Multistream;
import dev.kopi.adapters.p2p.noise.SecureChannel;
import dev.kopi.adapters.p2p.wire.ByteStream;
import dev.kopi.adapters.p2p.yamux.YamuxSession;
import dev.kopi.core.p2p.peer.PeerId;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes an authenticated channel out of a raw one. */
final class Upgrade {
  private static final List<String> SECURITY = List.of(SecureChannel.PROTOCOL);
  private static final List<String> MUXERS = List.of(YamuxSession.PROTOCOL);

  private Upgrade() {}

  /**
   * Secures a channel and agrees on the multiplexer.
   *
   * @param expected the peer that was dialled; null: whoever it is
   * @param timeoutMillis how long each read may wait
   * @throws IOException when the peer is another, does not answer, or does not speak the protocols
   */
  static SecureChannel secure(
      ByteStream wire,
      boolean initiator,
      NodeIdentity identity,
      @Nullable PeerId expected,
      int timeoutMillis)
      throws IOException {
    wire.readTimeout(timeoutMillis);
    if (initiator) {
      Multistream.propose(wire, SECURITY);
    } else {
      Multistream.accept(wire, Set.copyOf(SECURITY));
    }
    SecureChannel channel = SecureChannel.handshake(wire, initiator, identity, MUXERS);
    if (channel.peer().equals(identity.peerId())) {
      throw new IOException("this node dialled itself");
    }
    if (expected != null && !expected.equals(channel.peer())) {
      throw new IOException("the peer is " + channel.peer() + ", not " + expected);
    }
    if (channel.muxer() == null) {
      if (initiator) {
        Multistream.propose(channel, MUXERS);
      } else {
        Multistream.accept(channel, Set.copyOf(MUXERS));
      }
    }
    return channel;
  }
}
