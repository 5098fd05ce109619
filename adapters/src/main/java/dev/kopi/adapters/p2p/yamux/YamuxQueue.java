package dev.kopi.adapters.p2p.yamux;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The frames that wait to be written. Control frames go first and never wait for room: the reader
 * sends them. When there are too many the peer does not read, and the session must end. Data waits
 * for room.
 */
final class YamuxQueue {
  private static final int MAX_CONTROL_FRAMES = 4096;
  private static final int MAX_DATA_BYTES = 256 << 10;
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<byte[]> control = new ArrayDeque<>();
  private final Deque<byte[]> data = new ArrayDeque<>();
  private int dataBytes;
  private boolean ending;

  /** Whether there was room. */
  boolean offerControl(byte[] frame) {
    lock.lock();
    try {
      if (ending || control.size() >= MAX_CONTROL_FRAMES) {
        return ending;
      }
      control.add(frame);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for room. */
  void putData(byte[] frame, long timeoutMillis) throws IOException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
      while (!ending && dataBytes > 0 && dataBytes + frame.length > MAX_DATA_BYTES) {
        if (left <= 0) {
          throw new IOException("yamux: the peer does not read");
        }
        left = changed.awaitNanos(left);
      }
      if (ending) {
        throw new IOException("yamux: the session is over");
      }
      data.add(frame);
      dataBytes += frame.length;
      changed.signalAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("yamux: interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  /** The next frame to write; waits for one. Null when the queue has ended and is empty. */
  byte @Nullable [] take() throws InterruptedException {
    lock.lock();
    try {
      while (control.isEmpty() && data.isEmpty() && !ending) {
        changed.awaitNanos(LOOK_NANOS);
      }
      byte[] frame = control.poll();
      if (frame == null) {
        frame = data.poll();
        if (frame != null) {
          dataBytes -= frame.length;
          changed.signalAll();
        }
      }
      return frame;
    } finally {
      lock.unlock();
    }
  }

  /** Takes one last frame; what waits is still written. */
  void end(byte @Nullable [] last) {
    lock.lock();
    try {
      if (!ending && last != null) {
        data.add(last);
        dataBytes += last.length;
      }
      ending = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
