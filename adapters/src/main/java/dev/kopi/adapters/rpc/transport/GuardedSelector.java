package dev.kopi.adapters.rpc.transport;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;

/** Admits connections to the table, and guards their input and output. */
public final class GuardedSelector implements ServerConnectionSelector {
  private final ServerConnectionSelector inner;
  private final Transport transport;
  private final ConnectionTable table;

  /** Guards the connections of another selector. */
  public GuardedSelector(ServerConnectionSelector inner, Transport transport) {
    this.inner = inner;
    this.transport = transport;
    this.table = transport.connections();
  }

  @Override
  public int bytesToIdentifyConnection() {
    return inner.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return inner.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return inner.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    OpenConnection connection =
        table.admit(address(context), () -> context.serverSocket().close(), System.nanoTime());
    if (connection == null) {
      throw new CloseConnectionException("too many connections");
    }
    return new Guarded(
        inner.connection(new GuardedContext(context, connection, transport.received())),
        connection);
  }

  private static InetAddress address(ConnectionContext context) {
    return context.remotePeer().address() instanceof InetSocketAddress inet
            && inet.getAddress() != null
        ? inet.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  /** Takes a connection out of the table when it ends. */
  private final class Guarded implements ServerConnection, InterruptableTask<Void> {
    private final ServerConnection guarded;
    private final OpenConnection connection;

    Guarded(ServerConnection guarded, OpenConnection connection) {
      this.guarded = guarded;
      this.connection = connection;
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
      try {
        guarded.handle(limit);
      } finally {
        table.remove(connection);
      }
    }

    @Override
    public Duration idleTime() {
      return guarded.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      guarded.close(interrupt);
    }

    @Override
    public boolean canInterrupt() {
      return guarded instanceof InterruptableTask<?> task && task.canInterrupt();
    }
  }
}
