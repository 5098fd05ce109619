package dev.kopi.adapters.compression;

import java.io.OutputStream;
import java.util.Arrays;

/** A FIFO buffer of bytes. */
final class ByteQueue extends OutputStream {
  private byte[] data = new byte[1 << 12];
  private int start;
  private int end;

  int size() {
    return end - start;
  }

  void clear() {
    start = 0;
    end = 0;
  }

  @Override
  public void write(int value) {
    ensure(1);
    data[end++] = (byte) value;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    ensure(length);
    System.arraycopy(bytes, offset, data, end, length);
    end += length;
  }

  void read(byte[] target, int offset, int length) {
    if (length > size()) {
      throw new IllegalArgumentException(
          length + " bytes were requested, " + size() + " are buffered");
    }
    System.arraycopy(data, start, target, offset, length);
    start += length;
  }

  private void ensure(int more) {
    if (data.length - end < more) {
      data = Arrays.copyOf(data, Math.max(Math.addExact(end, more), 2 * data.length));
    }
  }
}
