package dev.kopi.tests.hostile;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.p2p.host.ConnectionGate;
import dev.kopi.adapters.p2p.host.HostConfig;
import dev.kopi.adapters.p2p.host.HostListener;
import dev.kopi.adapters.p2p.host.IdentifyInfo;
import dev.kopi.adapters.p2p.host.P2pHost;
import dev.kopi.adapters.p2p.host.PeerConnection;
import dev.kopi.adapters.p2p.identity.NodeIdentity;
import dev.kopi.adapters.p2p.multistream.Multistream;
import dev.kopi.adapters.p2p.noise.SecureChannel;
import dev.kopi.adapters.p2p.thread.PeerThreads;
import dev.kopi.adapters.p2p.wire.Reads;
import dev.kopi.adapters.p2p.wire.TcpStream;
import dev.kopi.adapters.p2p.wire.Traffic;
import dev.kopi.adapters.p2p.yamux.YamuxSession;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.p2p.gossip.GossipRpc;
import dev.kopi.core.p2p.gossip.GossipRpc.Control;
import dev.kopi.core.p2p.gossip.GossipRpcCodec;
import dev.kopi.core.p2p.peer.PeerAddress;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One wrong thing after another that a peer can do to a node, each on a connection of its own. */
final class HostilePeer {
  /** How many wrong things there are. */
  static final int KINDS = 20;

  private static final int TIMEOUT = 2_000;
  private static final int DATA = 0;
  private static final int WINDOW_UPDATE = 1;
  private static final int SYN = 1;
  private static final String MESHSUB = "/meshsub/1.2.0";

  private final PeerAddress target;
  private final String topic;
  private final String blocksByNumber;
  private final AtomicLong keys = new AtomicLong(1_000);
  private final Random random = new Random(11);

  HostilePeer(PeerAddress target, String topic, String blocksByNumber) {
    this.target = target;
    this.topic = topic;
    this.blocksByNumber = blocksByNumber;
  }

  /** Does one of the {@link #KINDS}; an {@link IOException} is the node's way to refuse it. */
  void attack(int kind) throws IOException {
    switch (kind) {
      case 0 -> raw(rubbish(5_000));
      case 1 -> raw(new byte[0]);
      case 2 -> raw(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f});
      case 3 -> raw(repeated(proposal("/tls/1.0.0"), 2_000));
      case 4 -> raw(concat(proposal("/multistream/1.0.0"), proposal("/noise"), rubbish(70_000)));
      case 5 -> secured(rubbish(100_000));
      case 6 -> secured(frame(7, 0, 1, 0));
      case 7 -> secured(frame(DATA, SYN, 2, 0));
      case 8 -> secured(frame(DATA, SYN, 1, 0x7fffffff));
      case 9 -> secured(concat(frame(DATA, SYN, 1, 1 << 20), rubbish(1 << 20)));
      case 10 -> secured(frame(WINDOW_UPDATE, SYN, 1, -1));
      case 11 -> streams(3_000);
      case 12 -> stream("/ipfs/id/push/1.0.0", rubbish(100_000));
      case 13 -> stream(MESHSUB, new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 1, 2});
      case 14 -> stream(MESHSUB, repeated(delimited(rubbish(900)), 100));
      case 15 -> gossip(new Control(ihave(), List.of(), List.of(), List.of(), List.of()), 50);
      case 16 -> gossip(Control.iwant(ids(5_000)), 10);
      case 17 ->
          gossip(new Control(List.of(), List.of(), List.of(topic), List.of(), List.of()), 500);
      case 18 -> blocks();
      default -> stream(blocksByNumber, rubbish(8));
    }
  }

  private void blocks() throws IOException {
    List<GossipRpc.Published> bad = new ArrayList<>();
    // Snappy's length of 2 GiB, a wrong signature, and nothing at all.
    bad.add(new GossipRpc.Published(topic, Bytes.fromHex("0xffffffff07"), true));
    bad.add(new GossipRpc.Published(topic, Bytes.wrap(rubbish(2_000)), true));
    bad.add(new GossipRpc.Published(topic, Bytes.EMPTY, true));
    byte[] rpc = GossipRpcCodec.encode(new GossipRpc(List.of(), bad, Control.NONE));
    stream(MESHSUB, concat(subscription(), repeated(rpc, 20)));
  }

  private void gossip(Control control, int times) throws IOException {
    byte[] rpc = GossipRpcCodec.encode(GossipRpc.of(control));
    stream(MESHSUB, concat(subscription(), repeated(rpc, times)));
  }

  private byte[] subscription() {
    return GossipRpcCodec.encode(GossipRpc.subscribe(List.of(topic)));
  }

  private List<GossipRpc.Ihave> ihave() {
    return List.of(new GossipRpc.Ihave(topic, ids(100)));
  }

  private List<Bytes> ids(int count) {
    List<Bytes> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(Bytes.wrap(rubbish(20)));
    }
    return ids;
  }

  private void raw(byte[] bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), target.port())) {
      socket.getOutputStream().write(bytes);
      linger(socket);
    }
  }

  /** What follows a right handshake. */
  private void secured(byte[] bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), target.port());
        TcpStream wire = new TcpStream(socket, new Traffic())) {
      wire.readTimeout(TIMEOUT);
      Multistream.propose(wire, List.of(SecureChannel.PROTOCOL));
      SecureChannel channel =
          SecureChannel.handshake(wire, true, identity(), List.of(YamuxSession.PROTOCOL));
      channel.write(bytes, 0, bytes.length);
      linger(socket);
    }
  }

  /** What a peer of gossip sends on a stream, once the node has opened one of gossip to it. */
  private void stream(String protocol, byte[] bytes) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    CountDownLatch known = new CountDownLatch(2);
    try (P2pHost host =
        new P2pHost(
            HostConfig.of(any, "hostile"),
            identity(),
            ConnectionGate.OPEN,
            new Introduced(known),
            new VirtualThreads())) {
      host.handle(
          MESHSUB,
          (peer, chosen, stream) -> {
            known.countDown();
            Reads.toEnd(stream, 1 << 20);
          });
      host.start();
      PeerConnection connection = host.dial(target, TIMEOUT);
      if (!known.await(TIMEOUT, TimeUnit.MILLISECONDS)) {
        throw new IOException("the node did not take it for a peer of gossip");
      }
      connection.open(List.of(protocol)).stream().write(bytes);
      Thread.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Introduced(CountDownLatch known) implements HostListener {
    @Override
    public void connected(PeerConnection connection) {}

    @Override
    public void identified(PeerConnection connection, IdentifyInfo info) {
      known.countDown();
    }

    @Override
    public void disconnected(PeerId peer, String reason) {}
  }

  /** Threads of a hostile host, whose failures nobody misses. */
  private static final class VirtualThreads implements PeerThreads {
    @Override
    public Loop shared(String name, Step step) {
      Thread thread = Thread.startVirtualThread(() -> repeat(step));
      return thread::interrupt;
    }

    private static void repeat(Step step) {
      try {
        while (!Thread.currentThread().isInterrupted()) {
          step.run();
        }
      } catch (InterruptedException e) {
        // Closed.
      }
    }

    @Override
    public void start(String name, Runnable body, Runnable onFailure) {
      Thread.startVirtualThread(body);
    }

    @Override
    public void failed(String name, RuntimeException cause) {}
  }

  private NodeIdentity identity() {
    return new NodeIdentity(
        PrivateKey.of(UInt256.of(keys.incrementAndGet())), NativeCrypto.create().secp256k1());
  }

  private void streams(int count) throws IOException {
    ByteBuffer frames = ByteBuffer.allocate(12 * count);
    for (int i = 0; i < count; i++) {
      frames.put(frame(WINDOW_UPDATE, SYN, 1 + 2 * i, 0));
    }
    secured(frames.array());
  }

  /** Gives the node the time to answer, or to end the connection. */
  private static void linger(Socket socket) throws IOException {
    socket.setSoTimeout(300);
    byte[] sink = new byte[4_096];
    int reads = 0;
    while (reads++ < 20 && socket.getInputStream().read(sink) >= 0) {
      // What the node says does not matter.
    }
  }

  private static byte[] frame(int type, int flags, int stream, int length) {
    return ByteBuffer.allocate(12)
        .put((byte) 0)
        .put((byte) type)
        .putShort((short) flags)
        .putInt(stream)
        .putInt(length)
        .array();
  }

  private static byte[] proposal(String protocol) {
    byte[] text = (protocol + "\n").getBytes(StandardCharsets.UTF_8);
    return concat(new byte[] {(byte) text.length}, text);
  }

  private static byte[] delimited(byte[] message) {
    ByteBuffer out = ByteBuffer.allocate(message.length + 5);
    int rest = message.length;
    while (rest > 0x7f) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest).put(message);
    byte[] all = new byte[out.position()];
    out.flip().get(all);
    return all;
  }

  private static byte[] repeated(byte[] part, int times) {
    ByteBuffer all = ByteBuffer.allocate(part.length * times);
    for (int i = 0; i < times; i++) {
      all.put(part);
    }
    return all.array();
  }

  private static byte[] concat(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }

  private byte[] rubbish(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
