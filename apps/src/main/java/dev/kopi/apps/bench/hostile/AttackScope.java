package dev.kopi.apps.bench.hostile;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** The time of an attack, its sockets and threads, and the count of what was refused. */
public final class AttackScope implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5000;

  private final long millis;
  private volatile long endNanos;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final AtomicLong refused = new AtomicLong();
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> honest = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  AttackScope(long millis) {
    this.millis = millis;
    begin();
  }

  /** The attack begins now; what went before was preparation. */
  void begin() {
    endNanos = System.nanoTime() + millis * 1_000_000;
  }

  /** Whether the attack goes on. */
  boolean goesOn() {
    return !closed && System.nanoTime() < endNanos;
  }

  /** Waits for the end. */
  void rest() throws InterruptedException {
    while (goesOn()) {
      Thread.sleep(50);
    }
  }

  /** Something was refused, closed or answered with an error, as it may be. */
  void refused() {
    refused.incrementAndGet();
  }

  long refusals() {
    return refused.get();
  }

  /** A connection that is closed with the scope. */
  Socket connect(InetSocketAddress to) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.connect(to, CONNECT_MILLIS);
    return socket;
  }

  /** Writes to a socket; false when the other side has closed it. */
  boolean write(Socket socket, byte[] bytes) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
      return true;
    } catch (IOException e) {
      refused();
      return false;
    }
  }

  /** Runs something beside the attack until it ends by itself. */
  void beside(Runnable work) {
    threads.add(Thread.ofVirtual().name("attack").start(work));
  }

  /**
   * A thread of an honest user: what it fails with fails the attack's test, and so does it when it
   * got nothing done.
   */
  void watch(Thread thread, String who, AtomicLong done) {
    thread.setUncaughtExceptionHandler(
        (failed, cause) -> complaints.add(who + ": " + cause.getMessage()));
    honest.add(() -> {
      if (done.get() == 0) {
        complaints.add(who + " got nothing done");
      }
    });
  }

  /** What honest users complain of. */
  List<String> complaints() {
    honest.forEach(Runnable::run);
    return List.copyOf(complaints);
  }

  @Override
  public void close() {
    closed = true;
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        refused();
      }
    }
    for (Thread thread : threads) {
      thread.interrupt();
    }
  }
}
