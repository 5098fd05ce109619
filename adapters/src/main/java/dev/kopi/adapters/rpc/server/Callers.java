package dev.kopi.adapters.rpc.server;

import dev.kopi.adapters.rpc.dispatch.Caller;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The callers behind Helidon's connections. */
final class Callers {
  private Callers() {}

  static Caller of(ServerRequest request, boolean authenticated) {
    return of(request.remotePeer(), request.socketId(), authenticated);
  }

  static Caller of(ConnectionContext context, boolean authenticated) {
    return of(context.remotePeer(), context.childSocketId(), authenticated);
  }

  private static Caller of(PeerInfo peer, String socketId, boolean authenticated) {
    InetAddress address =
        peer.address() instanceof InetSocketAddress inet && inet.getAddress() != null
            ? inet.getAddress()
            : InetAddress.getLoopbackAddress();
    return Caller.of(address, Long.decode(socketId), authenticated);
  }
}
