package dev.kopi.adapters.p2p.gossip;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory in which large messages of all peers are put together. Bytes count when they come, not
 * when they are announced. When there is no room, the message that was begun first is given up, if
 * its peer had two seconds for it: a slow peer cannot keep out the others.
 */
final class AssemblyBudget {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final long maxBytes;
  private final long waitNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private final Deque<Assembly> open = new ArrayDeque<>();
  private long bytes;

  AssemblyBudget(long maxBytes, long waitMillis) {
    this.maxBytes = maxBytes;
    this.waitNanos = TimeUnit.MILLISECONDS.toNanos(waitMillis);
  }

  /**
   * Begins a message.
   *
   * @param giveUp disconnects its peer; must not wait
   */
  Assembly begin(Runnable giveUp) {
    Assembly assembly = new Assembly(giveUp);
    lock.lock();
    try {
      open.add(assembly);
    } finally {
      lock.unlock();
    }
    return assembly;
  }

  /** One message. */
  final class Assembly implements AutoCloseable {
    private final Runnable giveUp;
    private final long begunAt = System.nanoTime();
    private long held;
    private boolean givenUp;

    private Assembly(Runnable giveUp) {
      this.giveUp = giveUp;
    }

    /**
     * Takes room for the bytes that come next.
     *
     * @throws IOException when there is none for long, or the message was given up
     */
    void grow(long more) throws IOException {
      long left = waitNanos;
      lock.lock();
      try {
        while (!givenUp && bytes + more > maxBytes) {
          if (left <= 0) {
            throw new IOException("no memory for a message of a peer");
          }
          giveUpOldest();
          left -= LOOK_NANOS - Math.max(0, released.awaitNanos(Math.min(left, LOOK_NANOS)));
        }
        if (givenUp) {
          throw new IOException("the peer sends its message too slowly");
        }
        bytes += more;
        held += more;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } finally {
        lock.unlock();
      }
    }

    private void giveUpOldest() {
      for (Assembly oldest : open) {
        if (oldest.held > 0) {
          if (oldest != this
              && !oldest.givenUp
              && System.nanoTime() - oldest.begunAt > PATIENCE_NANOS) {
            oldest.givenUp = true;
            oldest.giveUp.run();
          }
          return;
        }
      }
    }

    /** The message is complete, or over. */
    @Override
    public void close() {
      lock.lock();
      try {
        open.remove(this);
        bytes -= held;
        held = 0;
        released.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
