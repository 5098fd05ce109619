package dev.kopi.adapters.rpc.transport;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;

/**
 * Writes in small steps, and tells the connection about each, so that a client that takes nothing
 * is noticed. A step that the client does not take in time ends by the closing of the socket.
 */
final class ProgressWriter implements DataWriter {
  private static final int STEP = 1 << 16;

  private final DataWriter out;
  private final OpenConnection connection;
  private volatile boolean written;

  ProgressWriter(DataWriter out, OpenConnection connection) {
    this.out = out;
    this.connection = connection;
  }

  /** Whether anything was written since the last {@link #reset}. */
  boolean written() {
    return written;
  }

  void reset() {
    written = false;
  }

  @Override
  public void write(BufferData... buffers) {
    writeNow(BufferData.create(buffers));
  }

  @Override
  public void write(BufferData buffer) {
    writeNow(buffer);
  }

  @Override
  public void writeNow(BufferData... buffers) {
    writeNow(BufferData.create(buffers));
  }

  @Override
  public void writeNow(BufferData buffer) {
    written = true;
    try {
      if (buffer.available() <= STEP) {
        step(buffer);
        return;
      }
      byte[] bytes = new byte[STEP];
      while (buffer.available() > 0) {
        int n = buffer.read(bytes, 0, Math.min(STEP, buffer.available()));
        step(BufferData.create(bytes, 0, n));
      }
    } finally {
      connection.written();
    }
  }

  private void step(BufferData buffer) {
    connection.writing(System.nanoTime());
    out.writeNow(buffer);
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public void close() {
    out.close();
  }
}
