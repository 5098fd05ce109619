package dev.kopi.adapters.rpc.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A socket to a server, to send what no client would. */
final class RawHttp implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  RawHttp(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
  }

  /** A call as a request. */
  static String call(String method) {
    String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":[]}";
    return head("Content-Length: " + body.length()) + body;
  }

  /** The head of a POST request. */
  static String head(String headers) {
    return "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + headers
        + "\r\n\r\n";
  }

  RawHttp send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawHttp send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** One byte, or -1 at the end. */
  int read() throws IOException {
    return in.read();
  }

  /** As many bytes, or fewer at the end. */
  byte[] read(int length) throws IOException {
    return in.readNBytes(length);
  }

  /** Waits until the server closes, and returns all that it sent. */
  String untilClosed() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      in.transferTo(out);
    } catch (SocketException e) {
      // Closed by a reset.
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  /** One response, whose end is told by its Content-Length. */
  String response() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = read();
      if (c < 0) {
        return head.toString();
      }
      head.append((char) c);
    }
    int at = head.toString().toLowerCase(java.util.Locale.ROOT).indexOf("content-length:");
    int length = Integer.parseInt(head.substring(at + 15, head.indexOf("\r\n", at)).strip());
    return head + new String(read(length), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
