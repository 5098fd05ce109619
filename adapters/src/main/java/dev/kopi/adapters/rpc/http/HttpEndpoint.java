package dev.kopi.adapters.rpc.http;

import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.primitives.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server as its clients see it: requests with a deadline that covers everything from
 * connecting to the last byte of the response, and responses of a bounded size. Thread-safe.
 *
 * <p>Built on the JDK's client. User and password in the address are sent as Basic authentication.
 * Proxies are taken from the environment ({@link EnvironmentProxies}). A response 429 or 503 that
 * says when to try again is waited for within the deadline. A request that fails before any
 * response on a connection that was idle is sent once more, since the server may have closed it.
 */
public final class HttpEndpoint {
  private static final int MAX_RETRIES = 3;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  private final EndpointAddress address;
  private final int maxResponseBytes;
  private final Supplier<HttpClient> http;

  /**
   * An endpoint; nothing is connected yet.
   *
   * @param url the address of the server, {@code http} or {@code https}; its path is a prefix of
   *     each request's path
   * @param maxResponseBytes the largest body to accept, after decompression
   * @throws IllegalArgumentException when the address is not such an address
   */
  public HttpEndpoint(URI url, int maxResponseBytes) {
    this(url, maxResponseBytes, null);
  }

  /**
   * As the other constructor, with a client of the caller's choice.
   *
   * @param client the client, asked for before each request; null for the shared ones
   */
  public HttpEndpoint(URI url, int maxResponseBytes, @Nullable Supplier<HttpClient> client) {
    this.address = EndpointAddress.of(url, List.of("http", "https"));
    this.maxResponseBytes = maxResponseBytes;
    this.http =
        client != null ? client : address.isSecure() ? SharedClients::secure : SharedClients::plain;
  }

  /** The address without what may be secret: user and password, path and query. */
  public String shown() {
    return address.shown();
  }

  /**
   * Sends a GET request.
   *
   * @param path path and query, beginning with a slash
   * @throws RpcTransportException when there is no response in time
   */
  public HttpResponse get(String path, Map<String, String> headers, Duration timeout) {
    return send(path, headers, null, timeout);
  }

  /**
   * Sends a POST request.
   *
   * @param path path and query beginning with a slash, or empty for the address itself
   * @throws RpcTransportException when there is no response in time
   */
  public HttpResponse post(
      String path, Map<String, String> headers, byte[] body, Duration timeout) {
    return send(path, headers, body, timeout);
  }

  private HttpResponse send(
      String path, Map<String, String> headers, byte @Nullable [] body, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      for (int retries = 0; ; retries++) {
        HttpResponse response = attempt(path, headers, body, deadline, retries == 0);
        long wait = waitNanos(response);
        if (wait < 0 || retries == MAX_RETRIES || deadline - System.nanoTime() <= wait) {
          return response;
        }
        TimeUnit.NANOSECONDS.sleep(wait);
      }
    } catch (IOException e) {
      throw new RpcTransportException(shown() + ": " + reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RpcTransportException(shown() + ": interrupted", e);
    }
  }

  /** How long the server asks to wait before the next attempt; negative when it does not ask. */
  private static long waitNanos(HttpResponse response) {
    if (response.status() != TOO_MANY_REQUESTS && response.status() != UNAVAILABLE) {
      return -1;
    }
    Duration wait = response.retryAfter(Instant.now());
    return wait == null ? -1 : wait.toNanos();
  }

  private HttpResponse attempt(
      String path,
      Map<String, String> headers,
      byte @Nullable [] body,
      long deadline,
      boolean mayRepeat)
      throws IOException, InterruptedException {
    try {
      return exchange(path, headers, body, deadline);
    } catch (HttpTimeoutException e) {
      throw new IOException("no response in time", e);
    } catch (ConnectException e) {
      throw new IOException("cannot connect", e);
    } catch (SSLException | ProtocolException e) {
      throw e;
    } catch (IOException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw new IOException("the response does not end in time", e);
      }
      if (!mayRepeat
          || e instanceof ResponseException
          || e.getCause() instanceof ResponseException
          || deadline <= System.nanoTime()) {
        throw e;
      }
      return exchange(path, headers, body, deadline);
    }
  }

  private HttpResponse exchange(
      String path, Map<String, String> headers, byte @Nullable [] body, long deadline)
      throws IOException, InterruptedException {
    Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path)).timeout(left);
    request.version(address.isSecure() ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
    address.authorization().ifPresent(value -> request.setHeader("Authorization", value));
    SharedClients.proxyAuthorization(address.url())
        .ifPresent(value -> request.setHeader("Proxy-Authorization", value));
    request.setHeader("User-Agent", "kopi").setHeader("Accept", "application/json");
    if (!address.isLocal()) {
      request.setHeader("Accept-Encoding", "gzip");
    }
    headers.forEach(request::setHeader);
    if (body != null) {
      request.POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }
    java.net.http.HttpResponse<byte[]> response =
        http.get().send(request.build(), info -> new BoundedBody(maxResponseBytes, deadline));
    Map<String, String> received = new HashMap<>();
    response
        .headers()
        .map()
        .forEach((name, values) -> received.put(name.toLowerCase(Locale.ROOT), values.getLast()));
    byte[] bytes = response.body();
    if ("gzip".equalsIgnoreCase(received.getOrDefault("content-encoding", ""))) {
      bytes = inflate(bytes);
    }
    return new HttpResponse(response.statusCode(), received, Bytes.wrap(bytes));
  }

  private byte[] inflate(byte[] compressed) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed), 1 << 13)) {
      byte[] bytes = in.readNBytes(maxResponseBytes);
      if (in.read() >= 0) {
        throw ResponseException.tooLarge(maxResponseBytes);
      }
      return bytes;
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
