package dev.kopi.adapters.rpc.transport;

import dev.kopi.adapters.rpc.dispatch.ConnectionLimits;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a connection is doing, for deadlines and eviction. Its own thread reports; any thread may
 * ask or close it. Times are those of {@link System#nanoTime}.
 */
public final class OpenConnection {
  private enum Phase {
    /** No byte of a request is there. */
    IDLE,
    /** A request or a WebSocket message is incomplete. */
    RECEIVING,
    /** A complete request is handled. */
    HANDLING,
    /** The connection is a WebSocket between two messages. */
    WEB_SOCKET,
    /** The last response is sent; the rest of the input is discarded. */
    LINGERING,
    /** Closed by this side. */
    CLOSED
  }

  private final long id;
  private final String client;
  private final boolean local;
  private final Runnable hangUp;
  private Phase phase = Phase.IDLE;
  private boolean webSocket;
  private boolean authenticated;
  private long sinceNanos;
  private long progressNanos;
  private long writingSinceNanos;
  private boolean writing;
  private @Nullable Consumer<String> onOverdue;

  OpenConnection(long id, String client, boolean local, Runnable hangUp, long nowNanos) {
    this.id = id;
    this.client = client;
    this.local = local;
    this.hangUp = hangUp;
    this.sinceNanos = nowNanos;
    this.progressNanos = nowNanos;
  }

  /** Unique in this process. */
  public long id() {
    return id;
  }

  /** The client whose limits the connection counts against. */
  public String client() {
    return client;
  }

  /** Whether the reserve is open to it: it comes from this machine or showed a valid JWT. */
  public synchronized boolean trusted() {
    return local || authenticated;
  }

  /** A request on this connection carried a valid JWT. */
  public synchronized void authenticated() {
    authenticated = true;
  }

  synchronized boolean isWebSocket() {
    return webSocket;
  }

  synchronized void upgraded(long nowNanos) {
    webSocket = true;
    enter(Phase.WEB_SOCKET, nowNanos);
  }

  /** What happens instead of closing the socket when a message is not received in time. */
  public synchronized void onOverdue(Consumer<String> action) {
    onOverdue = action;
  }

  /** Bytes of a request or message were received. */
  public synchronized void received(long nowNanos) {
    progressNanos = nowNanos;
    if (phase == Phase.IDLE || phase == Phase.WEB_SOCKET) {
      enter(Phase.RECEIVING, nowNanos);
    }
  }

  /**
   * The last byte of a request or message was received.
   *
   * @return false when the connection was closed before
   */
  public synchronized boolean complete(long nowNanos) {
    enter(webSocket ? Phase.WEB_SOCKET : Phase.HANDLING, nowNanos);
    return phase != Phase.CLOSED;
  }

  /** The response is sent, and the next request awaited. */
  synchronized void idle(long nowNanos) {
    enter(Phase.IDLE, nowNanos);
  }

  /** The connection is going to be closed once the client has read the response. */
  public synchronized void lingering(long nowNanos) {
    enter(Phase.LINGERING, nowNanos);
  }

  private void enter(Phase next, long nowNanos) {
    if (phase != Phase.CLOSED) {
      phase = next;
      sinceNanos = nowNanos;
      progressNanos = nowNanos;
    }
  }

  synchronized void writing(long nowNanos) {
    writing = true;
    writingSinceNanos = nowNanos;
  }

  synchronized void written() {
    writing = false;
  }

  /** Closes the connection unless it is one that must not be dropped; false if so. */
  synchronized boolean evict() {
    if (authenticated || webSocket || (phase != Phase.IDLE && phase != Phase.RECEIVING)) {
      return false;
    }
    phase = Phase.CLOSED;
    hangUp.run();
    return true;
  }

  /** Closes the connection, whatever it is doing. */
  public synchronized void close() {
    phase = Phase.CLOSED;
    hangUp.run();
  }

  /** Ends the connection because it is past a deadline. */
  void expire(String reason, long nowNanos) {
    Consumer<String> action;
    synchronized (this) {
      action = phase == Phase.RECEIVING ? onOverdue : null;
      if (action != null) {
        enter(Phase.LINGERING, nowNanos);
      }
    }
    if (action == null) {
      close();
    } else {
      action.accept(reason);
    }
  }

  /** Whether its request may be evicted because it is incomplete. */
  synchronized boolean isIncomplete() {
    return phase == Phase.RECEIVING && !webSocket;
  }

  synchronized boolean isIdle() {
    return phase == Phase.IDLE;
  }

  synchronized long sinceNanos() {
    return sinceNanos;
  }

  /** Why the connection is past a deadline, or null when it is not. */
  synchronized @Nullable String overdue(ConnectionLimits limits, long nowNanos) {
    if (writing && nowNanos - writingSinceNanos > limits.writeStall().toNanos()) {
      return "reads nothing of a response for " + limits.writeStall().toSeconds() + " s";
    }
    long age = nowNanos - sinceNanos;
    return switch (phase) {
      case IDLE -> age > limits.idle().toNanos() ? "idle" : null;
      case RECEIVING -> {
        if (nowNanos - progressNanos > limits.requestStall().toNanos()) {
          yield "sends nothing of a request for " + limits.requestStall().toSeconds() + " s";
        }
        yield age > limits.requestTotal().toNanos()
            ? "does not end a request within " + limits.requestTotal().toSeconds() + " s"
            : null;
      }
      case LINGERING -> age > limits.linger().toNanos() ? "lingers" : null;
      case HANDLING, WEB_SOCKET, CLOSED -> null;
    };
  }
}
