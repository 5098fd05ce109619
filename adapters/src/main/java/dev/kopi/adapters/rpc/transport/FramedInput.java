package dev.kopi.adapters.rpc.transport;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The input of a connection as the HTTP parser sees it: one request at a time, its head checked and
 * its body framed anew, whose beginning, progress and end the {@link OpenConnection} hears of.
 */
final class FramedInput implements Supplier<byte @Nullable []> {
  private static final int MAX_HEAD = 32_768;
  private static final byte[] EMPTY = {};

  /** Heads up to this size are not charged: a connection takes as much for its buffers anyway. */
  private static final int UNCHARGED_HEAD = 8192;

  private enum State {
    HEAD,
    LENGTH,
    CHUNKS,
    TUNNEL
  }

  /** Ends a connection whose request is refused. */
  interface Refusal {
    /**
     * Responds with an error.
     *
     * @param status the HTTP status, or 0 for no response
     * @return to be thrown, to end the connection
     */
    RuntimeException refuse(int status, String message);
  }

  private final Supplier<byte @Nullable []> source;
  private final OpenConnection connection;
  private final ByteBudget received;
  private final Refusal refusal;
  private State state = State.HEAD;
  private byte[] pending = EMPTY;
  private int at;
  private long left;
  private ChunkReader chunks = new ChunkReader();

  /**
   * The input of a connection.
   *
   * @param source the next bytes from the socket, at least one; null at the end
   * @param received charged with long heads
   */
  FramedInput(
      Supplier<byte @Nullable []> source,
      OpenConnection connection,
      ByteBudget received,
      Refusal refusal) {
    this.source = source;
    this.connection = connection;
    this.received = received;
    this.refusal = refusal;
  }

  /** From now on all bytes belong to another protocol. */
  void tunnel() {
    state = State.TUNNEL;
  }

  /** Whether the body of the request is not received yet. */
  boolean withinBody() {
    return state == State.LENGTH || state == State.CHUNKS;
  }

  @Override
  public byte @Nullable [] get() {
    try {
      return switch (state) {
        case HEAD -> head();
        case LENGTH -> length();
        case CHUNKS -> chunks();
        case TUNNEL -> fill() ? take(pending.length - at) : null;
      };
    } catch (BadRequest e) {
      throw refusal.refuse(e.status(), e.text());
    }
  }

  /** Makes at least one byte pending; false at the end of the input. */
  private boolean fill() {
    if (at < pending.length) {
      return true;
    }
    byte[] bytes = source.get();
    if (bytes == null) {
      return false;
    }
    pending = bytes;
    at = 0;
    return true;
  }

  private byte[] take(int length) {
    byte[] out =
        at == 0 && length == pending.length
            ? pending
            : Arrays.copyOfRange(pending, at, at + length);
    at += length;
    if (at == pending.length) {
      pending = EMPTY;
      at = 0;
    }
    return out;
  }

  private byte @Nullable [] head() throws BadRequest {
    connection.idle(System.nanoTime());
    try (ByteBudget.Account account =
        received.open(connection.client(), connection.trusted(), connection::close)) {
      byte[] head = readHead(account);
      if (head != null) {
        begin(RequestHead.bodyLength(head));
      }
      return head;
    }
  }

  private byte @Nullable [] readHead(ByteBudget.Account account) throws BadRequest {
    byte[] buffer = EMPTY;
    int length = 0;
    int end = -1;
    while (end < 0) {
      if (!fill()) {
        return null;
      }
      connection.received(System.nanoTime());
      int before = length;
      length += pending.length - at;
      if (length > buffer.length) {
        int larger = Math.max(length, 2 * buffer.length);
        if (larger > UNCHARGED_HEAD && !account.charge(larger - buffer.length, Duration.ZERO)) {
          throw new BadRequest(503, "the server is too busy");
        }
        buffer = Arrays.copyOf(buffer, larger);
      }
      System.arraycopy(pending, at, buffer, before, length - before);
      end = endOfHead(buffer, Math.max(0, before - 3), length);
      if (end > MAX_HEAD || (end < 0 && length > MAX_HEAD)) {
        throw new BadRequest(431, "the request's headers are too large");
      }
      take((end < 0 ? length : end) - before);
    }
    return Arrays.copyOf(buffer, end);
  }

  /** Where the head ends, behind the empty line; -1 when the end is not there. */
  private static int endOfHead(byte[] head, int from, int to) throws BadRequest {
    for (int i = from; i < to; i++) {
      if (head[i] == '\n' && (i == 0 || head[i - 1] != '\r')) {
        throw new BadRequest("a line does not end with CR LF");
      }
      if (head[i] == '\n' && i >= 3 && head[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  private void begin(long bodyLength) {
    if (bodyLength == RequestHead.CHUNKED) {
      chunks = new ChunkReader();
      state = State.CHUNKS;
    } else if (bodyLength > 0) {
      left = bodyLength;
      state = State.LENGTH;
    } else {
      complete();
    }
  }

  private byte @Nullable [] length() {
    if (!fill()) {
      return null;
    }
    connection.received(System.nanoTime());
    byte[] out = take((int) Math.min(left, pending.length - at));
    left -= out.length;
    if (left == 0) {
      complete();
    }
    return out;
  }

  private byte @Nullable [] chunks() throws BadRequest {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (out.size() == 0) {
      if (!fill()) {
        return null;
      }
      connection.received(System.nanoTime());
      take(chunks.read(pending, at, pending.length, out) - at);
    }
    if (chunks.done()) {
      complete();
    }
    return out.toByteArray();
  }

  private void complete() {
    state = State.HEAD;
    if (!connection.complete(System.nanoTime())) {
      throw refusal.refuse(0, "the connection was closed");
    }
  }
}
