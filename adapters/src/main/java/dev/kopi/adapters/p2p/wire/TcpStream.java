package dev.kopi.adapters.p2p.wire;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A TCP connection. */
public final class TcpStream implements ByteStream {
  private static final int READ_BUFFER = 32 << 10;

  private final Socket socket;
  private final Traffic traffic;
  private final InputStream in;
  private final OutputStream out;

  /**
   * Takes over a connected socket.
   *
   * @param traffic counts its bytes
   */
  public TcpStream(Socket socket, Traffic traffic) throws IOException {
    this.socket = socket;
    this.traffic = traffic;
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream(), READ_BUFFER);
    this.out = socket.getOutputStream();
  }

  /** The address of the peer. */
  public InetSocketAddress remote() {
    return (InetSocketAddress) socket.getRemoteSocketAddress();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = in.read(target, offset, length);
    if (count > 0) {
      traffic.received(count);
    }
    return count;
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    out.write(source, offset, length);
    traffic.sent(length);
  }

  @Override
  public void readTimeout(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  @Override
  public void closeWrite() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed for us all the same.
    }
  }
}
