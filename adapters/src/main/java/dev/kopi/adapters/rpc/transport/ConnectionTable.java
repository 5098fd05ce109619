package dev.kopi.adapters.rpc.transport;

import dev.kopi.adapters.rpc.dispatch.Caller;
import dev.kopi.adapters.rpc.dispatch.ConnectionLimits;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections of a server.
 *
 * <p>When a client is at its limit, its oldest incomplete request is dropped, or else its oldest
 * idle connection. When the table is full, the same happens to the client with the most
 * connections. A connection whose complete request is being handled is never dropped.
 */
public final class ConnectionTable {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionTable.class);
  private static final AtomicLong NEXT_ID = new AtomicLong(1);

  private final ConnectionLimits limits;
  private final Map<Long, OpenConnection> connections = new HashMap<>();
  private final Map<String, Integer> byClient = new HashMap<>();
  private long dropped;

  /** An empty table. */
  public ConnectionTable(ConnectionLimits limits) {
    this.limits = limits;
  }

  /**
   * Adds a connection, dropping another one if need be.
   *
   * @param hangUp closes the socket; must not block
   * @return null when there is no room
   */
  public synchronized @Nullable OpenConnection admit(
      InetAddress address, Runnable hangUp, long nowNanos) {
    String client = Caller.client(address);
    boolean local = address.isLoopbackAddress();
    if (!local && count(client) >= limits.perClient() && !dropOne(client)) {
      return null;
    }
    int most = limits.most() - (local ? 0 : limits.reserved());
    while (connections.size() >= most) {
      if (!dropFromLargest()) {
        return null;
      }
    }
    OpenConnection connection =
        new OpenConnection(NEXT_ID.getAndIncrement(), client, local, hangUp, nowNanos);
    connections.put(connection.id(), connection);
    byClient.merge(client, 1, Integer::sum);
    return connection;
  }

  /** Removes a connection that ended. */
  public synchronized void remove(OpenConnection connection) {
    if (connections.remove(connection.id()) != null) {
      byClient.computeIfPresent(connection.client(), (c, n) -> n == 1 ? null : n - 1);
    }
  }

  /** The connection with an id, or null when it has ended. */
  public synchronized @Nullable OpenConnection get(long id) {
    return connections.get(id);
  }

  /** The number of connections. */
  public synchronized int size() {
    return connections.size();
  }

  private int count(String client) {
    return byClient.getOrDefault(client, 0);
  }

  private boolean dropFromLargest() {
    List<String> clients = new ArrayList<>(byClient.keySet());
    clients.sort(Comparator.comparingInt(this::count).reversed());
    return clients.stream().anyMatch(this::dropOne);
  }

  private boolean dropOne(String client) {
    return dropOldest(client, OpenConnection::isIncomplete)
        || dropOldest(client, OpenConnection::isIdle);
  }

  private boolean dropOldest(String client, Predicate<OpenConnection> which) {
    List<OpenConnection> candidates = new ArrayList<>();
    for (OpenConnection connection : connections.values()) {
      if (connection.client().equals(client) && which.test(connection)) {
        candidates.add(connection);
      }
    }
    candidates.sort(Comparator.comparingLong(OpenConnection::sinceNanos));
    for (OpenConnection connection : candidates) {
      if (connection.evict()) {
        remove(connection);
        dropped++;
        return true;
      }
    }
    return false;
  }

  /**
   * Lets a connection become a WebSocket.
   *
   * @return false when callers that are not trusted hold half of the table as WebSockets already
   */
  public synchronized boolean upgrade(OpenConnection connection, long nowNanos) {
    if (!connection.trusted()) {
      long open =
          connections.values().stream().filter(c -> c.isWebSocket() && !c.trusted()).count();
      if (open >= limits.most() / 2) {
        return false;
      }
    }
    connection.upgraded(nowNanos);
    return true;
  }

  /** Closes the connections that are past a deadline. */
  public void sweep(long nowNanos) {
    List<OpenConnection> all;
    long droppedNow;
    synchronized (this) {
      all = new ArrayList<>(connections.values());
      droppedNow = dropped;
      dropped = 0;
    }
    for (OpenConnection connection : all) {
      String reason = connection.overdue(limits, nowNanos);
      if (reason != null) {
        connection.expire(reason, nowNanos);
        LOG.debug("closed a connection of {}: it {}", connection.client(), reason);
      }
    }
    if (droppedNow > 0) {
      LOG.warn("dropped {} incomplete requests or idle connections to make room", droppedNow);
    }
  }

  /** Closes all connections. */
  public void closeAll() {
    List<OpenConnection> all;
    synchronized (this) {
      all = new ArrayList<>(connections.values());
    }
    all.forEach(OpenConnection::close);
  }
}
