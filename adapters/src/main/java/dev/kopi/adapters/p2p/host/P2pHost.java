package dev.kopi.adapters.p2p.host;

import dev.kopi.adapters.p2p.identity.NodeIdentity;
import dev.kopi.adapters.p2p.multistream.Multistream;
import dev.kopi.adapters.p2p.noise.SecureChannel;
import dev.kopi.adapters.p2p.thread.PeerThreads;
import dev.kopi.adapters.p2p.wire.Reads;
import dev.kopi.adapters.p2p.wire.TcpStream;
import dev.kopi.adapters.p2p.wire.Traffic;
import dev.kopi.adapters.p2p.yamux.YamuxSession;
import dev.kopi.adapters.p2p.yamux.YamuxStream;
import dev.kopi.core.p2p.peer.PeerAddress;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.p2p.protobuf.ProtoWriter;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A libp2p host over TCP: Noise, yamux, identify, ping, and the protocols that are registered. Each
 * connection and each stream that a peer opens has virtual threads of its own.
 */
public final class P2pHost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(P2pHost.class);
  private static final String IDENTIFY = "/ipfs/id/1.0.0";
  private static final String IDENTIFY_PUSH = "/ipfs/id/push/1.0.0";
  private static final String PING = "/ipfs/ping/1.0.0";
  private static final String PROTOCOL_VERSION = "ipfs/0.1.0";
  private static final int MAX_IDENTIFY_BYTES = 16 << 10;
  private static final int PING_BYTES = 32;
  private static final int UPGRADE_MILLIS = 10_000;
  private static final int NEGOTIATION_MILLIS = 10_000;
  private static final int PING_IDLE_MILLIS = 600_000;
  private static final int ACCEPT_MILLIS = 1_000;
  private static final int BACKLOG = 64;

  private final HostConfig config;
  private final NodeIdentity identity;
  private final ConnectionGate gate;
  private final HostListener listener;
  private final PeerThreads threads;
  private final ServerSocket server;
  private final PeerTable table;
  private final Traffic traffic = new Traffic();
  private final Map<String, StreamHandler> handlers = new ConcurrentHashMap<>();
  private volatile List<PeerAddress> advertised;
  private volatile PeerThreads.@Nullable Loop accepting;
  private volatile boolean closed;

  /**
   * A host that listens, and accepts after {@link #start}.
   *
   * @throws IOException when the port is taken
   */
  public P2pHost(
      HostConfig config,
      NodeIdentity identity,
      ConnectionGate gate,
      HostListener listener,
      PeerThreads threads)
      throws IOException {
    this.config = config;
    this.identity = identity;
    this.gate = gate;
    this.listener = listener;
    this.threads = threads;
    this.table = new PeerTable(config.maxConnections(), config.maxPerAddress());
    this.server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(config.listen(), BACKLOG);
    server.setSoTimeout(ACCEPT_MILLIS);
    this.advertised = List.of(address(server.getInetAddress(), server.getLocalPort()));
    handlers.put(IDENTIFY, this::tellIdentity);
    handlers.put(IDENTIFY_PUSH, this::readPush);
    handlers.put(PING, P2pHost::echo);
  }

  /** Serves a protocol. */
  public void handle(String protocol, StreamHandler handler) {
    handlers.put(protocol, handler);
  }

  /** Sets the addresses that peers are told. */
  public void advertise(List<PeerAddress> addresses) {
    advertised = List.copyOf(addresses);
  }

  /** Accepts connections. */
  public void start() {
    accepting = threads.shared("p2p-accept", this::accept);
  }

  /** This node's id. */
  public PeerId peerId() {
    return identity.peerId();
  }

  /** The address that this host listens on, with its id. */
  public PeerAddress listenAddress() {
    return address(server.getInetAddress(), server.getLocalPort()).of(peerId());
  }

  /** The bytes of all connections. */
  public Traffic traffic() {
    return traffic;
  }

  /** The connections there are. */
  public List<PeerConnection> connections() {
    return table.all();
  }

  /** A connection to a peer; null when there is none. */
  public @Nullable PeerConnection connection(PeerId peer) {
    return table.of(peer);
  }

  /**
   * Connects to a peer, unless it is connected.
   *
   * @throws IOException when it cannot be reached, is another than expected, or may not be dialled
   */
  public PeerConnection dial(PeerAddress target, int timeoutMillis) throws IOException {
    PeerId expected = target.peer();
    PeerConnection existing = expected == null ? null : table.of(expected);
    if (existing != null) {
      return existing;
    }
    InetAddress address = InetAddress.getByName(target.host());
    if (expected != null && !gate.allows(expected) || !gate.allows(address)) {
      throw new IOException("the peer is blocked");
    }
    PeerTable.Place place = table.reserve(address);
    if (place == null) {
      throw new IOException("too many connections");
    }
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(address, target.port()), timeoutMillis);
      return upgrade(socket, place, true, expected, timeoutMillis);
    } catch (Throwable e) {
      refuse(socket, place);
      throw e;
    }
  }

  private void refuse(Socket socket, PeerTable.Place place) {
    table.release(place);
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("p2p: closing a connection: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("p2p: closing the port: {}", e.getMessage());
    }
    PeerThreads.Loop loop = accepting;
    if (loop != null) {
      loop.close();
    }
    table.all().forEach(PeerConnection::close);
  }

  private void accept() throws InterruptedException {
    try {
      accepted(server.accept());
    } catch (SocketTimeoutException e) {
      // Nobody came.
    } catch (IOException e) {
      if (closed) {
        TimeUnit.SECONDS.sleep(1); // Until close(), which closed the port, interrupts this loop.
        return;
      }
      throw new UncheckedIOException("cannot accept a connection: " + e.getMessage(), e);
    }
  }

  private void accepted(Socket socket) throws IOException {
    PeerTable.Place place = null;
    boolean started = false;
    try {
      InetAddress address = socket.getInetAddress();
      place = gate.allows(address) ? table.reserve(address) : null;
      if (place != null) {
        PeerTable.Place taken = place;
        threads.start("p2p-inbound", () -> inbound(socket, taken), () -> refuse(socket, taken));
        started = true;
      }
    } finally {
      if (!started) {
        if (place != null) {
          table.release(place);
        }
        socket.close();
      }
    }
  }

  private void inbound(Socket socket, PeerTable.Place place) {
    try {
      upgrade(socket, place, false, null, UPGRADE_MILLIS);
    } catch (IOException e) {
      LOG.debug("p2p: {} did not become a peer: {}", socket.getInetAddress(), e.getMessage());
      refuse(socket, place);
    }
  }

  private PeerConnection upgrade(
      Socket socket,
      PeerTable.Place place,
      boolean outbound,
      @Nullable PeerId expected,
      int timeoutMillis)
      throws IOException {
    TcpStream wire = new TcpStream(socket, traffic);
    UpgradeWatch watch = UpgradeWatch.start(threads, wire, 3L * timeoutMillis);
    SecureChannel channel;
    try {
      channel = Upgrade.secure(wire, outbound, identity, expected, timeoutMillis);
    } finally {
      watch.end();
    }
    if (!gate.allows(channel.peer())) {
      throw new IOException("the peer is blocked");
    }
    AtomicReference<PeerConnection> self = new AtomicReference<>();
    YamuxSession session =
        new YamuxSession(
            channel,
            outbound,
            threads,
            stream ->
                threads.start("p2p-stream", () -> serve(self, stream), () -> failed(self, wire)),
            reason -> ended(self, place, reason));
    PeerConnection connection =
        new PeerConnection(channel.peer(), wire.remote(), outbound, session);
    PeerTable.Added added = table.add(connection);
    if (added == PeerTable.Added.TOO_MANY) {
      throw new IOException("the peer has enough connections");
    }
    self.set(connection);
    if (added == PeerTable.Added.FIRST) {
      listener.connected(connection);
    }
    try {
      session.start();
      threads.start("p2p-identify", () -> identify(connection), () -> failed(self, wire));
    } catch (Throwable e) {
      if (table.remove(connection)) {
        listener.disconnected(connection.peer(), String.valueOf(e.getMessage()));
      }
      throw e;
    }
    return connection;
  }

  /** A thread of the connection threw what nobody expects of a peer. */
  private static void failed(AtomicReference<PeerConnection> self, TcpStream wire) {
    PeerConnection connection = self.get();
    if (connection != null) {
      connection.close();
    }
    wire.close();
  }

  private void ended(AtomicReference<PeerConnection> self, PeerTable.Place place, String reason) {
    table.release(place);
    PeerConnection connection = self.get();
    if (connection != null && table.remove(connection)) {
      listener.disconnected(connection.peer(), reason);
    }
  }

  private void serve(AtomicReference<PeerConnection> self, YamuxStream stream) {
    PeerConnection connection = self.get();
    try {
      stream.readTimeout(NEGOTIATION_MILLIS);
      String protocol = Multistream.accept(stream, handlers.keySet());
      StreamHandler handler = handlers.get(protocol);
      if (connection != null && handler != null) {
        handler.handle(connection, protocol, stream);
      }
      stream.closeWrite();
    } catch (IOException | DecodeException e) {
      LOG.debug("p2p: a stream of {} ended: {}", connection, e.getMessage());
    } finally {
      stream.close();
    }
  }

  private void identify(PeerConnection connection) {
    try {
      YamuxStream stream = connection.open(List.of(IDENTIFY)).stream();
      try {
        stream.readTimeout(NEGOTIATION_MILLIS);
        identified(connection, Reads.delimited(stream, MAX_IDENTIFY_BYTES));
        stream.closeWrite();
      } finally {
        stream.close();
      }
    } catch (IOException | DecodeException e) {
      LOG.debug("p2p: {} did not identify itself: {}", connection.peer(), e.getMessage());
    }
  }

  private void identified(PeerConnection connection, byte[] encoded) {
    IdentifyInfo info = IdentifyInfo.decode(encoded);
    connection.identified(info);
    listener.identified(connection, info);
  }

  private void readPush(PeerConnection connection, String protocol, YamuxStream stream)
      throws IOException {
    identified(connection, Reads.delimited(stream, MAX_IDENTIFY_BYTES));
  }

  private void tellIdentity(PeerConnection connection, String protocol, YamuxStream stream)
      throws IOException {
    InetSocketAddress remote = connection.remote();
    byte[] message =
        new IdentifyInfo(
                identity.publicKey().encode(),
                advertised.stream().map(PeerAddress::encode).toList(),
                List.copyOf(new TreeMap<>(handlers).keySet()),
                remote.getAddress() instanceof Inet4Address
                    ? address(remote.getAddress(), remote.getPort()).encode()
                    : Bytes.EMPTY,
                PROTOCOL_VERSION,
                config.agent())
            .encode();
    stream.write(new ProtoWriter(10).varint(message.length).toArray());
    stream.write(message);
  }

  private static void echo(PeerConnection connection, String protocol, YamuxStream stream)
      throws IOException {
    byte[] ping = new byte[PING_BYTES];
    stream.readTimeout(PING_IDLE_MILLIS);
    while (stream.read(ping, 0, 1) > 0) {
      Reads.fully(stream, ping, 1, PING_BYTES - 1);
      stream.write(ping);
    }
  }

  /**
   * Measures how long a peer takes to answer.
   *
   * @return nanoseconds
   * @throws IOException when it does not answer rightly in time
   */
  public static long ping(PeerConnection connection, byte[] content) throws IOException {
    YamuxStream stream = connection.open(List.of(PING)).stream();
    try {
      stream.readTimeout(NEGOTIATION_MILLIS);
      long start = System.nanoTime();
      stream.write(content, 0, PING_BYTES);
      byte[] answer = Reads.exactly(stream, PING_BYTES);
      if (!Arrays.equals(answer, 0, PING_BYTES, content, 0, PING_BYTES)) {
        throw new IOException("the peer answered a ping with something else");
      }
      stream.closeWrite();
      return System.nanoTime() - start;
    } finally {
      stream.close();
    }
  }

  private static PeerAddress address(InetAddress address, int port) {
    return new PeerAddress(
        address instanceof Inet4Address ? "ip4" : "ip6", address.getHostAddress(), port, null);
  }
}
