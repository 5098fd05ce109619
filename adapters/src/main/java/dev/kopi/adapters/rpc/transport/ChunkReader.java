package dev.kopi.adapters.rpc.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads a chunked body as its bytes arrive and writes the same body in chunks of what is there, so
 * that the parser behind never waits for a large chunk in memory. Chunk extensions and trailers are
 * refused.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-7.1">RFC 9112, chunked transfer
 *     coding</a>
 */
final class ChunkReader {
  private enum State {
    SIZE,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    LAST_CR,
    LAST_LF,
    DONE
  }

  private static final int MAX_SIZE_DIGITS = 7;

  private State state = State.SIZE;
  private int size;
  private int digits;

  /** Whether the last chunk was read. */
  boolean done() {
    return state == State.DONE;
  }

  /**
   * Reads bytes up to the end of the body at most.
   *
   * @param out takes the body in chunks
   * @return where reading ended
   */
  int read(byte[] bytes, int from, int to, ByteArrayOutputStream out) throws BadRequest {
    int at = from;
    while (at < to && state != State.DONE) {
      if (state == State.DATA) {
        int n = Math.min(size, to - at);
        out.writeBytes((Integer.toHexString(n) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes, at, n);
        out.writeBytes(new byte[] {'\r', '\n'});
        at += n;
        size -= n;
        if (size == 0) {
          state = State.DATA_CR;
        }
      } else {
        framing(bytes[at++], out);
      }
    }
    return at;
  }

  private void framing(byte b, ByteArrayOutputStream out) throws BadRequest {
    switch (state) {
      case SIZE -> {
        int digit = Character.digit(b, 16);
        if (digit >= 0 && digits < MAX_SIZE_DIGITS) {
          size = size << 4 | digit;
          digits++;
        } else {
          require(b == '\r' && digits > 0);
          state = State.SIZE_LF;
        }
      }
      case SIZE_LF -> {
        require(b == '\n');
        digits = 0;
        state = size == 0 ? State.LAST_CR : State.DATA;
      }
      case DATA_CR -> {
        require(b == '\r');
        state = State.DATA_LF;
      }
      case DATA_LF -> {
        require(b == '\n');
        state = State.SIZE;
      }
      case LAST_CR -> {
        require(b == '\r');
        state = State.LAST_LF;
      }
      case LAST_LF -> {
        require(b == '\n');
        out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        state = State.DONE;
      }
      case DATA, DONE -> throw new IllegalStateException("not within the framing");
    }
  }

  private static void require(boolean holds) throws BadRequest {
    if (!holds) {
      throw new BadRequest("malformed chunk");
    }
  }
}
