package dev.kopi.adapters.p2p.yamux;

import dev.kopi.adapters.p2p.thread.PeerThreads;
import dev.kopi.adapters.p2p.wire.ByteStream;
import dev.kopi.adapters.p2p.wire.Reads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Many streams over one channel. Three virtual threads serve it: one reads, one writes, one watches
 * that the peer is alive. What a peer may make this node keep is bounded by {@link #MAX_BUFFERED}.
 *
 * @see <a href="https://github.com/hashicorp/yamux/blob/master/spec.md">yamux</a>
 */
public final class YamuxSession implements AutoCloseable {
  /** The protocol's id. */
  public static final String PROTOCOL = "/yamux/1.0.0";

  /** The most bytes that wait to be read, over all streams. */
  static final int MAX_BUFFERED = 2 << 20;

  private static final int MAX_INBOUND_STREAMS = 64;
  private static final int MAX_DISCARDED_BYTES = 16 << 20;
  private static final long WATCH_MILLIS = 5_000;
  private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int SILENCE_MILLIS = 75_000;
  private static final long WRITE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long WRITE_MILLIS = 10_000;
  private static final long DISCARD_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final ByteStream channel;
  private final boolean client;
  private final PeerThreads threads;
  private final Consumer<YamuxStream> acceptor;
  private final Consumer<String> onEnd;
  private final YamuxQueue frames = new YamuxQueue();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Integer, YamuxStream> streams = new HashMap<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private int nextId;
  private int inbound;
  private int buffered;
  private @Nullable String end;
  private volatile long writingSince;

  /**
   * Takes over a channel.
   *
   * @param client whether this node opened the connection: its streams are odd
   * @param threads runs the threads of the session
   * @param acceptor gets each stream that the peer opens; must not wait
   * @param onEnd is told once why the session ended; must not wait
   */
  public YamuxSession(
      ByteStream channel,
      boolean client,
      PeerThreads threads,
      Consumer<YamuxStream> acceptor,
      Consumer<String> onEnd) {
    this.channel = channel;
    this.client = client;
    this.threads = threads;
    this.acceptor = acceptor;
    this.onEnd = onEnd;
    this.nextId = client ? 1 : 2;
  }

  /** Starts to serve. */
  public void start() throws IOException {
    channel.readTimeout(SILENCE_MILLIS);
    threads.start("yamux-read", this::readLoop, this::failed);
    threads.start("yamux-write", this::writeLoop, this::failed);
    threads.start("yamux-watch", this::watchLoop, this::failed);
  }

  /**
   * Opens a stream.
   *
   * @throws IOException when the session is over
   */
  public YamuxStream open() throws IOException {
    YamuxStream stream;
    lock.lock();
    try {
      if (end != null) {
        throw new IOException("yamux: " + end);
      }
      stream = new YamuxStream(this, nextId, lock);
      streams.put(nextId, stream);
      nextId += 2;
    } finally {
      lock.unlock();
    }
    sendData(YamuxFrame.of(YamuxFrame.WINDOW_UPDATE, YamuxFrame.SYN, stream.id(), 0));
    return stream;
  }

  /** Says goodbye and ends the session. */
  @Override
  public void close() {
    finish("closed by this node");
    frames.end(YamuxFrame.of(YamuxFrame.GO_AWAY, 0, 0, YamuxFrame.NORMAL));
  }

  /** How many streams there are. */
  int streamCount() {
    lock.lock();
    try {
      return streams.size();
    } finally {
      lock.unlock();
    }
  }

  private void readLoop() {
    byte[] header = new byte[YamuxFrame.HEADER_BYTES];
    try {
      while (true) {
        if (channel.read(header, 0, 1) < 0) {
          break;
        }
        Reads.fully(channel, header, 1, header.length - 1);
        if (!receive(header)) {
          break;
        }
      }
      abort("closed by the peer");
    } catch (ProtocolViolation e) {
      finish(String.valueOf(e.getMessage()));
      frames.end(YamuxFrame.of(YamuxFrame.GO_AWAY, 0, 0, YamuxFrame.PROTOCOL_ERROR));
    } catch (IOException e) {
      abort(String.valueOf(e.getMessage()));
    }
  }

  /** A thread of the session threw what nobody expects of a peer. */
  private void failed() {
    abort("this node failed");
  }

  /** False when the peer says goodbye. */
  private boolean receive(byte[] header) throws IOException {
    int flags = YamuxFrame.u16(header, 2);
    int id = YamuxFrame.u32(header, 4);
    int length = YamuxFrame.u32(header, 8);
    require(header[0] == 0, "version");
    switch (header[1]) {
      case YamuxFrame.DATA, YamuxFrame.WINDOW_UPDATE -> onStream(header[1], flags, id, length);
      case YamuxFrame.PING -> {
        if ((flags & YamuxFrame.SYN) != 0) {
          sendControl(YamuxFrame.of(YamuxFrame.PING, YamuxFrame.ACK, 0, length));
        }
      }
      case YamuxFrame.GO_AWAY -> {
        return false;
      }
      default -> throw new ProtocolViolation("type of a frame");
    }
    return true;
  }

  private void onStream(int type, int flags, int id, int length) throws IOException {
    YamuxStream opened = null;
    YamuxStream stream;
    lock.lock();
    try {
      if ((flags & YamuxFrame.SYN) != 0) {
        opened = opened(id);
      }
      stream = streams.get(id);
      if (type == YamuxFrame.DATA) {
        int allowed = stream == null ? MAX_DISCARDED_BYTES : stream.receiveWindow();
        require(length >= 0 && length <= allowed, "more data than the window allows");
        require(stream == null || buffered + length <= MAX_BUFFERED, "more data than is buffered");
      }
    } finally {
      lock.unlock();
    }
    if (opened != null) {
      acceptor.accept(opened);
    }
    byte[] data = new byte[0];
    if (type == YamuxFrame.DATA) {
      if (stream == null) {
        discard(length);
        return;
      }
      data = Reads.exactly(channel, length);
    }
    lock.lock();
    try {
      if (streams.get(id) != stream || stream == null) {
        return;
      }
      if (type == YamuxFrame.DATA) {
        stream.receive(data);
      } else {
        require(stream.enlargeSendWindow(length), "size of a window");
      }
      if ((flags & YamuxFrame.FIN) != 0) {
        stream.receiveEnd();
      }
      if ((flags & YamuxFrame.RST) != 0) {
        stream.fail();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock: a stream that the peer opens; null when there are too many. */
  private @Nullable YamuxStream opened(int id) throws ProtocolViolation {
    require(id != 0 && (id & 1) == (client ? 0 : 1) && !streams.containsKey(id), "id of a stream");
    if (inbound >= MAX_INBOUND_STREAMS || end != null) {
      sendControl(YamuxFrame.of(YamuxFrame.WINDOW_UPDATE, YamuxFrame.RST, id, 0));
      return null;
    }
    YamuxStream stream = new YamuxStream(this, id, lock);
    streams.put(id, stream);
    inbound++;
    sendControl(YamuxFrame.of(YamuxFrame.WINDOW_UPDATE, YamuxFrame.ACK, id, 0));
    return stream;
  }

  private void discard(int length) throws IOException {
    byte[] scratch = new byte[Math.min(length, 4096)];
    for (int left = length; left > 0; ) {
      int count = Math.min(left, scratch.length);
      Reads.fully(channel, scratch, 0, count);
      left -= count;
    }
  }

  private void writeLoop() {
    try {
      for (byte[] frame = frames.take(); frame != null; frame = frames.take()) {
        writingSince = System.nanoTime() | 1;
        channel.write(frame);
        writingSince = 0;
      }
      abort("closed by this node");
    } catch (IOException e) {
      abort(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abort("interrupted");
    }
  }

  private void watchLoop() {
    long pinged = System.nanoTime();
    int pings = 0;
    try {
      while (!over.await(WATCH_MILLIS, TimeUnit.MILLISECONDS)) {
        long now = System.nanoTime();
        long since = writingSince;
        if (since != 0 && now - since > WRITE_NANOS) {
          abort("the peer does not read");
          return;
        }
        resetForgotten(now - DISCARD_NANOS);
        if (now - pinged >= PING_NANOS) {
          pinged = now;
          sendControl(YamuxFrame.of(YamuxFrame.PING, YamuxFrame.SYN, 0, ++pings));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abort("interrupted");
    }
  }

  private void resetForgotten(long before) {
    lock.lock();
    try {
      for (YamuxStream stream : new ArrayList<>(streams.values())) {
        if (stream.isDiscardingSince(before)) {
          stream.reset();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  void sendControl(byte[] frame) {
    if (!frames.offerControl(frame)) {
      abort("the peer does not read");
    }
  }

  void sendData(byte[] frame) throws IOException {
    frames.putData(frame, WRITE_MILLIS);
  }

  /** Under the lock: so many more bytes wait to be read. */
  void buffered(int change) {
    buffered += change;
  }

  /** Under the lock. */
  void forget(YamuxStream stream) {
    if (streams.remove(stream.id(), stream) && (stream.id() & 1) == (client ? 0 : 1)) {
      inbound--;
    }
  }

  private void abort(String reason) {
    try {
      // Before the channel closes, or the other threads end the session for that reason.
      finish(reason);
    } finally {
      frames.end(null);
      over.countDown();
      channel.close();
    }
  }

  private void finish(String reason) {
    lock.lock();
    try {
      if (end != null) {
        return;
      }
      end = reason;
      new ArrayList<>(streams.values()).forEach(YamuxStream::fail);
    } finally {
      lock.unlock();
    }
    onEnd.accept(reason);
  }

  private static void require(boolean holds, String what) throws ProtocolViolation {
    if (!holds) {
      throw new ProtocolViolation(what);
    }
  }

  private static final class ProtocolViolation extends IOException {
    private static final long serialVersionUID = 1L;

    private ProtocolViolation(String what) {
      super("yamux: " + what);
    }
  }
}
