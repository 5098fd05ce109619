package dev.kopi.adapters.rpc;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A plain client of one HTTP/1.1 server, blocking, for any number of threads. Connections are kept
 * and used again. An exchange that fails on a kept connection before any byte of the answer came is
 * tried once more on a fresh one: the server had closed it.
 */
public final class HttpClient implements AutoCloseable {
  private static final long MAX_IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int MAX_IDLE = 16;

  private final URI base;
  private final String host;
  private final int port;
  private final boolean tls;
  private final int maxAnswerBytes;
  private final Deque<HttpChannel> idle = new ArrayDeque<>();
  private boolean closed;

  /**
   * A client; nothing is connected yet.
   *
   * @param base the address of the server, {@code http} or {@code https}; its path is put before
   *     each request's path
   * @param maxAnswerBytes the largest body to accept
   * @throws IllegalArgumentException when the address is not such an address
   */
  public HttpClient(URI base, int maxAnswerBytes) {
    String scheme = base.getScheme();
    String name = base.getHost();
    if (name == null || (!"http".equals(scheme) && !"https".equals(scheme))) {
      throw new IllegalArgumentException("not an http or https address: " + base);
    }
    this.base = base;
    this.tls = "https".equals(scheme);
    this.host = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    this.port = base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80;
    this.maxAnswerBytes = maxAnswerBytes;
  }

  /** The server's address. */
  public URI base() {
    return base;
  }

  /**
   * Asks for a resource.
   *
   * @param path path and query, beginning with a slash
   * @throws RpcTransportException when there is no answer in time
   */
  public HttpAnswer get(String path, Map<String, String> headers, Duration timeout) {
    return send("GET", path, headers, new byte[0], timeout);
  }

  /**
   * Sends a body.
   *
   * @param path path and query beginning with a slash, or empty for the base address itself
   * @throws RpcTransportException when there is no answer in time
   */
  public HttpAnswer post(String path, Map<String, String> headers, byte[] body, Duration timeout) {
    return send("POST", path, headers, body, timeout);
  }

  private HttpAnswer send(
      String verb, String path, Map<String, String> headers, byte[] body, Duration timeout) {
    byte[] head = head(verb, path, headers, body.length);
    long deadline = System.nanoTime() + timeout.toNanos();
    HttpChannel kept = takeIdle();
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
      HttpChannel fresh =
          HttpChannel.open(host, port, tls, (int) Math.min(left, Integer.MAX_VALUE));
      return exchange(fresh, head, body, deadline);
    } catch (IOException e) {
      throw new RpcTransportException(shown() + ": " + e.getMessage(), e);
    }
  }

  private HttpAnswer exchange(HttpChannel channel, byte[] head, byte[] body, long deadline)
      throws IOException {
    boolean done = false;
    try {
      HttpAnswer answer = channel.exchange(head, body, maxAnswerBytes, deadline);
      done = true;
      return answer;
    } finally {
      if (!done || !channel.reusable() || !keep(channel)) {
        channel.close();
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
    return HttpChannel.ascii(head.append("\r\n").toString());
  }

  /** The address without what may be secret in it. */
  private String shown() {
    return base.getScheme() + "://" + base.getHost() + ":" + port;
  }

  private @Nullable HttpChannel takeIdle() {
    while (true) {
      HttpChannel channel;
      synchronized (idle) {
        channel = idle.pollFirst();
      }
      if (channel == null || channel.idleNanos() < MAX_IDLE_NANOS) {
        return channel;
      }
      closeQuietly(channel);
    }
  }

  private boolean keep(HttpChannel channel) {
    synchronized (idle) {
      if (closed || idle.size() >= MAX_IDLE) {
        return false;
      }
      idle.addFirst(channel);
      return true;
    }
  }

  private static void closeQuietly(HttpChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed either way.
    }
  }

  /** Closes the kept connections; exchanges under way end on their own. */
  @Override
  public void close() {
    synchronized (idle) {
      closed = true;
      idle.forEach(HttpClient::closeQuietly);
      idle.clear();
    }
  }
}
