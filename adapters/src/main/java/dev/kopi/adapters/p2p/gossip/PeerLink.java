package dev.kopi.adapters.p2p.gossip;

import dev.kopi.adapters.p2p.host.PeerConnection;
import dev.kopi.adapters.p2p.thread.PeerThreads;
import dev.kopi.adapters.p2p.yamux.YamuxStream;
import dev.kopi.core.p2p.gossip.GossipProtocol;
import dev.kopi.core.p2p.gossip.GossipRpc;
import dev.kopi.core.p2p.gossip.GossipRpcCodec;
import java.io.IOException;
import java.util.function.BiConsumer;

/** The stream on which this node sends gossip to a peer, with a virtual thread of its own. */
final class PeerLink {
  private static final long POLL_MILLIS = 1_000;

  /** Is told that the stream is open. */
  @FunctionalInterface
  interface OnOpen {
    /**
     * The stream is open.
     *
     * @throws IOException when the peer cannot be taken in
     */
    void opened(PeerLink link, GossipProtocol protocol) throws IOException;
  }

  private final PeerConnection connection;
  private final OutgoingRpcs outgoing = new OutgoingRpcs();

  PeerLink(PeerConnection connection) {
    this.connection = connection;
  }

  PeerConnection connection() {
    return connection;
  }

  boolean send(GossipRpc rpc) {
    return outgoing.offer(rpc);
  }

  /**
   * Opens the stream and writes until it breaks. The connection is useless without it, and is
   * closed.
   *
   * @param threads runs the thread
   * @param onOpen is told of the protocol
   * @param onEnd is told of the end, and why
   */
  void start(PeerThreads threads, OnOpen onOpen, BiConsumer<PeerLink, String> onEnd) {
    threads.start(
        "gossip-write",
        () -> {
          String reason = "closed";
          try {
            write(onOpen);
          } catch (IOException e) {
            reason = String.valueOf(e.getMessage());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          end(reason, onEnd);
        },
        () -> end("this node failed", onEnd));
  }

  private void end(String reason, BiConsumer<PeerLink, String> onEnd) {
    outgoing.close();
    connection.close();
    onEnd.accept(this, reason);
  }

  private void write(OnOpen onOpen) throws IOException, InterruptedException {
    PeerConnection.Opened opened = connection.open(GossipProtocol.IDS);
    YamuxStream stream = opened.stream();
    try {
      onOpen.opened(this, GossipProtocol.of(opened.protocol()));
      while (!outgoing.isClosed()) {
        GossipRpc rpc = outgoing.poll(POLL_MILLIS);
        if (rpc != null) {
          stream.write(GossipRpcCodec.encode(rpc));
        }
      }
    } finally {
      stream.close();
    }
  }

  boolean isClosed() {
    return outgoing.isClosed();
  }

  void close() {
    outgoing.close();
  }
}
