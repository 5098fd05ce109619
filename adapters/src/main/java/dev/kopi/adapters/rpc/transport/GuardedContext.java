package dev.kopi.adapters.rpc.transport;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** A connection whose input is framed and whose output is watched. */
public final class GuardedContext implements ConnectionContext {
  private final ConnectionContext inner;
  private final OpenConnection connection;
  private final FramedInput input;
  private final DataReader reader;
  private final ProgressWriter writer;

  GuardedContext(ConnectionContext inner, OpenConnection connection, ByteBudget received) {
    this.inner = inner;
    this.connection = connection;
    this.input = new FramedInput(this::receive, connection, received, this::refuse);
    this.reader = new DataReader(input);
    this.writer = new ProgressWriter(inner.dataWriter(), connection);
  }

  /** The connection, for limits and deadlines. */
  public OpenConnection connection() {
    return connection;
  }

  /** From now on all input belongs to another protocol than HTTP. */
  public void tunnel() {
    input.tunnel();
  }

  private byte @Nullable [] receive() {
    if (!input.withinBody()) {
      writer.reset();
    }
    try {
      return inner.serverSocket().get();
    } catch (UncheckedIOException e) {
      throw new CloseConnectionException("the connection was closed", e);
    }
  }

  private RuntimeException refuse(int status, String message) {
    if (status > 0 && !writer.written()) {
      String reason = status == 400 ? "Bad Request" : status == 431 ? "Too Large" : "Refused";
      String response =
          "HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(status, reason, message.length() + 1, message + "\n");
      writer.writeNow(BufferData.create(response.getBytes(StandardCharsets.ISO_8859_1)));
      linger();
    }
    return new CloseConnectionException(message);
  }

  /**
   * Discards input until the client closes or the deadline passes, since closing a socket with
   * unread input may take the response from the client.
   */
  public void linger() {
    connection.lingering(System.nanoTime());
    try {
      byte[] discarded = inner.serverSocket().get();
      while (discarded != null) {
        discarded = inner.serverSocket().get();
      }
    } catch (RuntimeException e) {
      // The connection was closed, by either side.
    }
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public DataWriter dataWriter() {
    return writer;
  }

  @Override
  public ListenerContext listenerContext() {
    return inner.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    return inner.executor();
  }

  @Override
  public Router router() {
    return inner.router();
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return inner.proxyProtocolData();
  }

  @Override
  public HelidonSocket serverSocket() {
    return inner.serverSocket();
  }

  @Override
  public PeerInfo remotePeer() {
    return inner.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return inner.localPeer();
  }

  @Override
  public boolean isSecure() {
    return inner.isSecure();
  }

  @Override
  public String socketId() {
    return inner.socketId();
  }

  /** The connection's id: requests carry it, so that their connection can be found. */
  @Override
  public String childSocketId() {
    return Long.toString(connection.id());
  }
}
