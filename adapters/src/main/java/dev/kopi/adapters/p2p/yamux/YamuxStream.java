package dev.kopi.adapters.p2p.yamux;

import dev.kopi.adapters.p2p.wire.ByteStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One stream of a session. Its state is guarded by the session's lock. */
public final class YamuxStream implements ByteStream {
  static final int INITIAL_WINDOW = 256 << 10;
  private static final int MAX_FRAME_BYTES = 16 << 10;
  private static final int MAX_SEND_WINDOW = 1 << 30;
  private static final long WRITE_TIMEOUT_MILLIS = 10_000;

  private final YamuxSession session;
  private final int id;
  private final ReentrantLock lock;
  private final Condition changed;
  private final Deque<byte[]> received = new ArrayDeque<>();
  private int headAt;
  private int window = INITIAL_WINDOW;
  private int receiveWindow = INITIAL_WINDOW;
  private int consumed;
  private int sendWindow = INITIAL_WINDOW;
  private int readTimeoutMillis;
  private boolean readEnded;
  private boolean writeEnded;
  private boolean broken;
  private long discardingSince;

  YamuxStream(YamuxSession session, int id, ReentrantLock lock) {
    this.session = session;
    this.id = id;
    this.lock = lock;
    this.changed = lock.newCondition();
  }

  int id() {
    return id;
  }

  /** Lets the peer send more at a time than the protocol's 256 KiB. */
  public void enlargeWindow(int bytes) {
    lock.lock();
    try {
      int more = bytes - window;
      if (more > 0 && !broken) {
        window = bytes;
        receiveWindow += more;
        session.sendControl(YamuxFrame.of(YamuxFrame.WINDOW_UPDATE, 0, id, more));
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    lock.lock();
    try {
      long left =
          readTimeoutMillis == 0
              ? Long.MAX_VALUE
              : TimeUnit.MILLISECONDS.toNanos(readTimeoutMillis);
      while (received.isEmpty()) {
        if (broken) {
          throw new IOException("yamux: the stream was reset");
        }
        if (readEnded) {
          return -1;
        }
        if (left <= 0) {
          throw new IOException("yamux: the peer sent nothing in time");
        }
        left = changed.awaitNanos(left);
      }
      byte[] head = received.getFirst();
      int count = Math.min(length, head.length - headAt);
      System.arraycopy(head, headAt, target, offset, count);
      headAt += count;
      if (headAt == head.length) {
        received.removeFirst();
        headAt = 0;
      }
      consume(count);
      return count;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("yamux: interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  private void consume(int count) {
    session.buffered(-count);
    consumed += count;
    if (consumed >= window / 2 && !readEnded && !broken) {
      session.sendControl(YamuxFrame.of(YamuxFrame.WINDOW_UPDATE, 0, id, consumed));
      receiveWindow += consumed;
      consumed = 0;
    }
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    int at = offset;
    while (at < offset + length) {
      int size = takeSendWindow(Math.min(MAX_FRAME_BYTES, offset + length - at));
      session.sendData(YamuxFrame.data(id, source, at, size));
      at += size;
    }
  }

  private int takeSendWindow(int wanted) throws IOException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(WRITE_TIMEOUT_MILLIS);
      while (sendWindow == 0 && !broken && !writeEnded) {
        if (left <= 0) {
          reset();
          throw new IOException("yamux: the peer does not read the stream");
        }
        left = changed.awaitNanos(left);
      }
      if (broken || writeEnded) {
        throw new IOException("yamux: the stream is closed");
      }
      int size = Math.min(wanted, sendWindow);
      sendWindow -= size;
      return size;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("yamux: interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void readTimeout(int millis) {
    lock.lock();
    try {
      readTimeoutMillis = millis;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void closeWrite() throws IOException {
    lock.lock();
    try {
      if (writeEnded || broken) {
        return;
      }
      writeEnded = true;
      if (readEnded) {
        session.forget(this);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    session.sendData(YamuxFrame.of(YamuxFrame.DATA, YamuxFrame.FIN, id, 0));
  }

  /** After {@link #closeWrite} the peer may finish by itself; before it the stream is reset. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (broken || readEnded && writeEnded) {
        drop();
      } else if (writeEnded) {
        drop();
        discardingSince = System.nanoTime();
      } else {
        reset();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock: ends the stream, and says so. */
  void reset() {
    if (!broken) {
      session.sendControl(YamuxFrame.of(YamuxFrame.WINDOW_UPDATE, YamuxFrame.RST, id, 0));
      fail();
    }
  }

  /** Under the lock: the stream is over without more ado. */
  void fail() {
    broken = true;
    drop();
    session.forget(this);
    changed.signalAll();
  }

  private void drop() {
    int left = -headAt;
    for (byte[] chunk : received) {
      left += chunk.length;
    }
    session.buffered(-left);
    received.clear();
    headAt = 0;
  }

  /** Under the lock: whether the stream only waits for the peer's end since a certain time. */
  boolean isDiscardingSince(long nanos) {
    return discardingSince != 0 && discardingSince - nanos < 0;
  }

  /** Under the lock: how many bytes the peer may send. */
  int receiveWindow() {
    return receiveWindow;
  }

  /** Under the lock. */
  void receive(byte[] chunk) {
    receiveWindow -= chunk.length;
    if (chunk.length == 0 || broken || readEnded || discardingSince != 0) {
      return;
    }
    session.buffered(chunk.length);
    received.add(chunk);
    changed.signalAll();
  }

  /** Under the lock: the peer sends no more. */
  void receiveEnd() {
    readEnded = true;
    if (writeEnded) {
      session.forget(this);
    }
    changed.signalAll();
  }

  /** Under the lock: the peer takes more; false when its window would be absurd. */
  boolean enlargeSendWindow(int delta) {
    if (delta < 0 || delta > MAX_SEND_WINDOW - sendWindow) {
      return false;
    }
    sendWindow += delta;
    changed.signalAll();
    return true;
  }
}
