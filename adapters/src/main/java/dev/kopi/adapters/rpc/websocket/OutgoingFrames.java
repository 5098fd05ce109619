package dev.kopi.adapters.rpc.websocket;

import dev.kopi.adapters.rpc.transport.ByteBudget;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.webserver.CloseConnectionException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is sent on a WebSocket: queued responses and control frames, then events, which are taken
 * from their source when the client has read what was sent before, and keep-alive pings. The queue
 * is bounded in bytes: responses wait for room, and a client that does not read them is
 * disconnected with a close frame that says so.
 */
final class OutgoingFrames {
  private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final Duration WAIT_FOR_ROOM = Duration.ofSeconds(30);
  private static final String NO_MEMORY = "the server has no memory for more unread messages";

  /** What a queued frame takes beside its bytes. */
  private static final int OVERHEAD = 64;

  private final DataWriter out;
  private final ByteBudget.Account account;
  private final int limit;
  private final Events events;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<byte[]> frames = new ArrayDeque<>();

  /** The bytes of the frames in the queue and of the one being written. */
  private long queued;

  private boolean woken;
  private byte @Nullable [] closeFrame;

  /** The events of a connection. */
  interface Events {
    /** The next event as a frame, or null when there is none. Called by the sending thread. */
    byte @Nullable [] next();

    /** The connection is closed. Called once, on a thread of its own. */
    void end();
  }

  /**
   * An empty queue.
   *
   * @param budget charged with the bytes that wait
   * @param client whose limit they count against
   * @param limit the most bytes that wait
   */
  OutgoingFrames(
      DataWriter out, ByteBudget budget, String client, boolean trusted, int limit, Events events) {
    this.out = out;
    this.limit = limit;
    this.events = events;
    this.account =
        budget.open(client, trusted, () -> close(WebSocketFrames.TRY_AGAIN_LATER, NO_MEMORY));
  }

  private static int size(byte[] frame) {
    return frame.length + OVERHEAD;
  }

  /** There may be new events. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Sends a control frame; never blocks. A client that does not read them is disconnected. */
  void sendControl(byte[] frame) {
    enqueue(frame, Duration.ZERO);
  }

  /**
   * Sends a response, waiting for room behind what the client has not read. One response may be
   * larger than the limit.
   */
  void send(byte[] frame) {
    enqueue(frame, WAIT_FOR_ROOM);
  }

  private void enqueue(byte[] frame, Duration wait) {
    if (!charge(frame, wait)) {
      return;
    }
    lock.lock();
    try {
      long left = wait.toNanos();
      while (isFullFor(frame) && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (isFullFor(frame)) {
        close(
            WebSocketFrames.POLICY_VIOLATION,
            "the client reads too slowly: " + queued + " bytes are waiting");
      }
      if (closeFrame == null) {
        frames.add(frame);
        queued += size(frame);
        changed.signalAll();
      } else {
        account.release(size(frame));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      account.release(size(frame));
    } finally {
      lock.unlock();
    }
  }

  private boolean isFullFor(byte[] frame) {
    return closeFrame == null && queued > 0 && queued + size(frame) > limit;
  }

  private boolean charge(byte[] frame, Duration wait) {
    if (account.charge(size(frame), wait)) {
      return true;
    }
    close(WebSocketFrames.TRY_AGAIN_LATER, NO_MEMORY);
    return false;
  }

  /** Drops what waits, and ends the connection with a close frame. The first call counts. */
  void close(int code, String reason) {
    lock.lock();
    try {
      if (closeFrame != null) {
        return;
      }
      closeFrame =
          WebSocketFrames.frame(
              WebSocketFrames.CLOSE, WebSocketFrames.closePayload(code, reason), false);
      for (byte[] frame : frames) {
        queued -= size(frame);
        account.release(size(frame));
      }
      frames.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name("ws-close").start(events::end);
  }

  private byte @Nullable [] closeFrame() {
    lock.lock();
    try {
      return closeFrame;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the connection is closed by {@link #close}. */
  boolean isClosed() {
    return closeFrame() != null;
  }

  /**
   * Sends frames until the connection is closed, or cannot be written to. Throws what the source of
   * the events throws.
   */
  void run() throws InterruptedException {
    long nextPing = System.nanoTime() + PING_NANOS;
    while (!isClosed()) {
      if (System.nanoTime() >= nextPing) {
        write(WebSocketFrames.frame(WebSocketFrames.PING, new byte[0], false));
        nextPing = System.nanoTime() + PING_NANOS;
      }
      byte[] frame = takeQueued();
      if (frame == null) {
        frame = takeEvent();
      }
      if (frame != null) {
        write(frame);
        written(frame);
      } else {
        await(nextPing);
      }
    }
  }

  private byte @Nullable [] takeQueued() {
    lock.lock();
    try {
      woken = false;
      return frames.poll();
    } finally {
      lock.unlock();
    }
  }

  private byte @Nullable [] takeEvent() {
    byte[] frame = events.next();
    if (frame == null || !charge(frame, WAIT_FOR_ROOM)) {
      return null;
    }
    lock.lock();
    try {
      queued += size(frame);
      return frame;
    } finally {
      lock.unlock();
    }
  }

  private void await(long untilNanos) throws InterruptedException {
    lock.lock();
    try {
      long left = untilNanos - System.nanoTime();
      while (closeFrame == null && frames.isEmpty() && !woken && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void write(byte[] frame) {
    out.writeNow(BufferData.create(frame));
  }

  private void written(byte[] frame) {
    lock.lock();
    try {
      queued -= size(frame);
      account.release(size(frame));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends the close frame, after {@link #run} has ended, and releases all memory.
   *
   * @return whether it was sent
   */
  boolean sendClose() {
    account.close();
    byte[] frame = closeFrame();
    if (frame == null) {
      return false;
    }
    try {
      write(frame);
      return true;
    } catch (UncheckedIOException | CloseConnectionException e) {
      // The client is gone already.
      return false;
    }
  }
}
