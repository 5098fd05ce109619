package dev.kopi.adapters.p2p.wire;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Two ends of a channel in memory. */
public final class MemoryPipe implements ByteStream {
  private static final byte[] END = new byte[0];

  private final BlockingQueue<byte[]> in;
  private final BlockingQueue<byte[]> out;
  private byte[] chunk = END;
  private int at;
  private int timeoutMillis = 10_000;
  private boolean ended;

  private MemoryPipe(BlockingQueue<byte[]> in, BlockingQueue<byte[]> out) {
    this.in = in;
    this.out = out;
  }

  /** Both ends. */
  public static MemoryPipe[] pair() {
    BlockingQueue<byte[]> first = new LinkedBlockingQueue<>();
    BlockingQueue<byte[]> second = new LinkedBlockingQueue<>();
    return new MemoryPipe[] {new MemoryPipe(first, second), new MemoryPipe(second, first)};
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      while (at == chunk.length) {
        if (ended) {
          return -1;
        }
        byte[] next = in.poll(timeoutMillis, TimeUnit.MILLISECONDS);
        if (next == null) {
          throw new IOException("nothing came in time");
        }
        ended = next.length == 0;
        chunk = next;
        at = 0;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    int count = Math.min(length, chunk.length - at);
    System.arraycopy(chunk, at, target, offset, count);
    at += count;
    return count;
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    if (length > 0) {
      byte[] copy = new byte[length];
      System.arraycopy(source, offset, copy, 0, length);
      out.add(copy);
    }
  }

  @Override
  public void write(byte[] source) {
    write(source, 0, source.length);
  }

  @Override
  public void readTimeout(int millis) {
    timeoutMillis = millis;
  }

  @Override
  public void closeWrite() {
    out.add(END);
  }

  @Override
  public void close() {
    out.add(END);
    in.add(END);
  }
}
