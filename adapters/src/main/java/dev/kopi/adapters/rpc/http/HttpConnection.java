package dev.kopi.adapters.rpc.http;

import dev.kopi.core.primitives.Bytes;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connection to an HTTP/1.1 server: one exchange at a time, each with a deadline.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a>
 */
final class HttpConnection implements Closeable {
  private static final int MAX_LINE = 16_384;
  private static final int MAX_HEADERS = 200;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private long idleSinceNanos = System.nanoTime();
  private boolean reusable = true;
  private boolean heard;

  private HttpConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    this.out = socket.getOutputStream();
  }

  /**
   * Connects.
   *
   * @throws IOException when it cannot connect within {@code timeoutMillis}
   */
  static HttpConnection open(String host, int port, boolean tls, int timeoutMillis)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(host, port), timeoutMillis);
      if (tls) {
        socket = secure(socket, host, port, timeoutMillis);
      }
      return new HttpConnection(socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static Socket secure(Socket plain, String host, int port, int timeoutMillis)
      throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(timeoutMillis);
    socket.startHandshake();
    return socket;
  }

  /** The bare streams, after a handshake to another protocol. */
  InputStream input() {
    return in;
  }

  /** The bare streams, after a handshake to another protocol. */
  OutputStream output() {
    return out;
  }

  /** Removes the read timeout. */
  void readWithoutTimeout() throws IOException {
    socket.setSoTimeout(0);
  }

  /** The time since the last exchange. */
  long idleNanos() {
    return System.nanoTime() - idleSinceNanos;
  }

  /** Whether the connection can be used for another exchange. */
  boolean reusable() {
    return reusable && !socket.isClosed();
  }

  /** Whether at least one byte of the last response was received. */
  boolean heard() {
    return heard;
  }

  /**
   * Sends a request and reads its response.
   *
   * @param head request line and headers, with the empty line at the end
   * @param maxBytes the largest body to accept
   * @param deadlineNanos by {@link System#nanoTime}
   */
  HttpResponse exchange(byte[] head, byte[] body, int maxBytes, long deadlineNanos)
      throws IOException {
    heard = false;
    reusable = false;
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    out.write(request);
    out.flush();
    Deadline limited = new Deadline(deadlineNanos);
    int status;
    Map<String, String> headers;
    do {
      status = status(line(limited));
      headers = headers(limited);
    } while (status >= 100 && status < 200 && status != 101);
    byte[] received =
        status == 101 || status == 204 ? new byte[0] : body(headers, maxBytes, limited);
    reusable = reusable && !"close".equalsIgnoreCase(headers.getOrDefault("connection", ""));
    idleSinceNanos = System.nanoTime();
    return new HttpResponse(status, headers, Bytes.wrap(received));
  }

  private static int status(String line) throws IOException {
    if (!line.startsWith("HTTP/1.") || line.length() < 12) {
      throw new IOException("not an HTTP response");
    }
    try {
      return Integer.parseInt(line.substring(9, 12));
    } catch (NumberFormatException e) {
      throw new IOException("not an HTTP response", e);
    }
  }

  private static Map<String, String> headers(Deadline in) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon <= 0 || headers.size() >= MAX_HEADERS) {
        throw new IOException("malformed or too many HTTP headers");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private byte[] body(Map<String, String> headers, int maxBytes, Deadline in) throws IOException {
    if (headers
        .getOrDefault("transfer-encoding", "")
        .toLowerCase(Locale.ROOT)
        .endsWith("chunked")) {
      byte[] body = chunks(maxBytes, in);
      reusable = true;
      return body;
    }
    String declared = headers.get("content-length");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (declared == null) {
      copy(in, body, Long.MAX_VALUE, maxBytes);
      return body.toByteArray();
    }
    long length = number(declared, 10);
    copy(in, body, length, maxBytes);
    if (body.size() < length) {
      throw new EOFException("the connection ended within a response");
    }
    reusable = true;
    return body.toByteArray();
  }

  private static byte[] chunks(int maxBytes, Deadline in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String size = line(in);
      int semicolon = size.indexOf(';');
      long length = number((semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16);
      if (length == 0) {
        headers(in);
        return body.toByteArray();
      }
      int before = body.size();
      copy(in, body, length, maxBytes);
      if (body.size() - before < length || !line(in).isEmpty()) {
        throw new EOFException("malformed chunk");
      }
    }
  }

  private static long number(String text, int radix) throws IOException {
    try {
      long value = Long.parseLong(text, radix);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IOException("malformed length in an HTTP response", e);
    }
    throw new IOException("negative length in an HTTP response");
  }

  private static void copy(Deadline in, ByteArrayOutputStream out, long length, int maxBytes)
      throws IOException {
    byte[] step = new byte[1 << 14];
    long left = length;
    while (left > 0) {
      int n = in.read(step, (int) Math.min(step.length, left));
      if (n < 0) {
        return;
      }
      if (n > maxBytes - out.size()) {
        throw new IOException("the response is larger than " + maxBytes + " bytes");
      }
      out.write(step, 0, n);
      left -= n;
    }
  }

  private static String line(Deadline in) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int c = in.read();
      if (c < 0) {
        throw new EOFException("connection ended");
      }
      if (c == '\n') {
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r'
            ? line.substring(0, length - 1)
            : line.toString();
      }
      if (line.length() >= MAX_LINE) {
        throw new IOException("HTTP line is too long");
      }
      line.append((char) c);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Reads from the socket up to a deadline, which holds for all reads together. */
  private final class Deadline {
    private final long nanos;

    Deadline(long nanos) {
      this.nanos = nanos;
    }

    private void arm() throws IOException {
      long left = (nanos - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new SocketTimeoutException("no response in time");
      }
      socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, left));
    }

    int read() throws IOException {
      if (in.available() == 0) {
        arm();
      }
      int value = in.read();
      heard |= value >= 0;
      return value;
    }

    int read(byte[] target, int length) throws IOException {
      if (in.available() == 0) {
        arm();
      }
      return in.read(target, 0, length);
    }
  }
}
