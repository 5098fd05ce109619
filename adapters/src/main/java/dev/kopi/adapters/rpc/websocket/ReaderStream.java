package dev.kopi.adapters.rpc.websocket;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import java.io.InputStream;

/** A Helidon reader as an input stream. */
final class ReaderStream extends InputStream {
  private final DataReader reader;
  private BufferData current = BufferData.empty();

  ReaderStream(DataReader reader) {
    this.reader = reader;
  }

  private boolean fill() {
    if (current.available() > 0) {
      return true;
    }
    try {
      reader.ensureAvailable();
    } catch (DataReader.InsufficientDataAvailableException e) {
      return false;
    }
    current = reader.readBuffer();
    return current.available() > 0;
  }

  @Override
  public int read() {
    return fill() ? current.read() : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    return fill() ? current.read(target, offset, Math.min(length, current.available())) : -1;
  }
}
