package dev.kopi.adapters.rpc.http;

import dev.kopi.adapters.rpc.RpcTransportException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A blocking, thread-safe client of one HTTP/1.1 server. Idle connections are reused. An exchange
 * that fails on a reused connection before any byte of the response is retried once on a new
 * connection, since the server may have closed the old one.
 */
public final class HttpClient implements AutoCloseable {
  private static final long MAX_IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int MAX_IDLE = 16;

  private final URI base;
  private final String host;
  private final int port;
  private final boolean tls;
  private final int maxResponseBytes;
  private final Deque<HttpConnection> idle = new ArrayDeque<>();
  private boolean closed;

  /**
   * A client that connects on demand.
   *
   * @param base the address of the server, {@code http} or {@code https}; its path is a prefix of
   *     each request's path
   * @param maxResponseBytes the largest body to accept
   * @throws IllegalArgumentException when the address is not such an address
   */
  public HttpClient(URI base, int maxResponseBytes) {
    String scheme = base.getScheme();
    String name = base.getHost();
    if (name == null || (!"http".equals(scheme) && !"https".equals(scheme))) {
      throw new IllegalArgumentException("not an http or https address: " + base);
    }
    this.base = base;
    this.tls = "https".equals(scheme);
    this.host = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    this.port = base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80;
    this.maxResponseBytes = maxResponseBytes;
  }

  /** The server's address. */
  public URI base() {
    return base;
  }

  /**
   * Sends a GET request.
   *
   * @param path path and query, beginning with a slash
   * @throws RpcTransportException when there is no response in time
   */
  public HttpResponse get(String path, Map<String, String> headers, Duration timeout) {
    return send("GET", path, headers, new byte[0], timeout);
  }

  /**
   * Sends a POST request.
   *
   * @param path path and query beginning with a slash, or empty for the base address itself
   * @throws RpcTransportException when there is no response in time
   */
  public HttpResponse post(
      String path, Map<String, String> headers, byte[] body, Duration timeout) {
    return send("POST", path, headers, body, timeout);
  }

  private HttpResponse send(
      String verb, String path, Map<String, String> headers, byte[] body, Duration timeout) {
    byte[] head = head(verb, path, headers, body.length);
    long deadline = System.nanoTime() + timeout.toNanos();
    HttpConnection kept = takeIdle();
    try {
      if (kept != null) {
        try {
          return exchange(kept, head, body, deadline);
        } catch (IOException e) {
          if (kept.heard() || System.nanoTime() >= deadline) {
            throw e;
          }
        }
      }
      long left = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
      HttpConnection fresh =
          HttpConnection.open(host, port, tls, (int) Math.min(left, Integer.MAX_VALUE));
      return exchange(fresh, head, body, deadline);
    } catch (IOException e) {
      throw new RpcTransportException(shown() + ": " + e.getMessage(), e);
    }
  }

  private HttpResponse exchange(HttpConnection connection, byte[] head, byte[] body, long deadline)
      throws IOException {
    boolean done = false;
    try {
      HttpResponse response = connection.exchange(head, body, maxResponseBytes, deadline);
      done = true;
      return response;
    } finally {
      if (!done || !connection.reusable() || !keep(connection)) {
        connection.close();
      }
    }
  }

  private byte[] head(String verb, String path, Map<String, String> headers, int length) {
    String prefix = base.getRawPath() == null ? "" : base.getRawPath();
    if (prefix.endsWith("/") && path.startsWith("/")) {
      prefix = prefix.substring(0, prefix.length() - 1);
    }
    String target = prefix + path;
    if (path.isEmpty() && base.getRawQuery() != null) {
      target += "?" + base.getRawQuery();
    }
    StringBuilder head = new StringBuilder(256);
    head.append(verb).append(' ').append(target.isEmpty() ? "/" : target).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(base.getHost());
    if (base.getPort() >= 0) {
      head.append(':').append(port);
    }
    head.append("\r\nUser-Agent: kopi\r\nAccept: application/json\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (verb.equals("POST")) {
      head.append("Content-Length: ").append(length).append("\r\n");
    }
    return HttpConnection.ascii(head.append("\r\n").toString());
  }

  /** The address without user info, path and query, which may be secret. */
  private String shown() {
    return base.getScheme() + "://" + base.getHost() + ":" + port;
  }

  private @Nullable HttpConnection takeIdle() {
    while (true) {
      HttpConnection connection;
      synchronized (idle) {
        connection = idle.pollFirst();
      }
      if (connection == null || connection.idleNanos() < MAX_IDLE_NANOS) {
        return connection;
      }
      closeQuietly(connection);
    }
  }

  private boolean keep(HttpConnection connection) {
    synchronized (idle) {
      if (closed || idle.size() >= MAX_IDLE) {
        return false;
      }
      idle.addFirst(connection);
      return true;
    }
  }

  private static void closeQuietly(HttpConnection connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // The connection is closed either way.
    }
  }

  /** Closes the idle connections; exchanges in progress end on their own. */
  @Override
  public void close() {
    synchronized (idle) {
      closed = true;
      idle.forEach(HttpClient::closeQuietly);
      idle.clear();
    }
  }
}
