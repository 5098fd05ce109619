package dev.kopi.adapters.compression;

import dev.kopi.core.derivation.channel.Compressor;
import java.util.zip.Deflater;

/** zlib by the JDK. */
final class ZlibCompressor implements Compressor {
  private final Deflater deflater;
  private final byte[] buffer = new byte[1 << 14];
  private final ByteQueue out = new ByteQueue();

  ZlibCompressor(int level) {
    deflater = new Deflater(level);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    deflater.setInput(bytes, offset, length);
    while (!deflater.needsInput()) {
      take(Deflater.NO_FLUSH);
    }
  }

  @Override
  public void flush() {
    while (take(Deflater.SYNC_FLUSH) == buffer.length) {
      // A full buffer means that there may be more output.
      continue;
    }
  }

  @Override
  public void finish() {
    deflater.finish();
    while (!deflater.finished()) {
      take(Deflater.NO_FLUSH);
    }
  }

  private int take(int flush) {
    int n = deflater.deflate(buffer, 0, buffer.length, flush);
    out.write(buffer, 0, n);
    return n;
  }

  @Override
  public int size() {
    return out.size();
  }

  @Override
  public void read(byte[] target, int offset, int length) {
    out.read(target, offset, length);
  }

  @Override
  public void reset() {
    deflater.reset();
    out.clear();
  }
}
