package dev.kopi.adapters.rpc.server;

import dev.kopi.adapters.rpc.transport.ByteBudget;
import dev.kopi.core.primitives.Bytes;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;

/** Reads the bodies of requests, charging their bytes as they arrive. */
final class BodyReader {
  private static final int STEP = 1 << 14;

  /** How long a request waits for memory that others hold. */
  static final Duration WAIT = Duration.ofSeconds(10);

  private BodyReader() {}

  /** What became of a body. */
  sealed interface Outcome {}

  /** The whole body; the bytes are charged to the account. */
  record Complete(Bytes body) implements Outcome {}

  /** The body is larger than allowed, and its rest discarded. */
  record TooLarge() implements Outcome {}

  /** There is no memory for it. */
  record NoMemory() implements Outcome {}

  /**
   * Reads the body of a request.
   *
   * @param most the largest body
   * @param account charged with each byte that is kept
   */
  static Outcome read(ServerRequest request, int most, ByteBudget.Account account)
      throws IOException {
    long declared = request.headers().contentLength().orElse(0);
    if (declared > most) {
      discard(request);
      return new TooLarge();
    }
    if (!request.content().hasEntity()) {
      return new Complete(Bytes.EMPTY);
    }
    byte[] body = new byte[(int) Math.min(declared > 0 ? declared : STEP, STEP)];
    int length = 0;
    try (InputStream in = request.content().inputStream()) {
      while (true) {
        if (length == body.length && length == declared && length > 0) {
          return in.read() < 0 ? new Complete(Bytes.wrap(body)) : new TooLarge();
        }
        if (length == body.length) {
          body =
              Arrays.copyOf(body, (int) Math.min(2L * length, declared > 0 ? declared : most + 1L));
        }
        int n = in.read(body, length, body.length - length);
        if (n < 0) {
          return new Complete(Bytes.wrap(Arrays.copyOf(body, length)));
        }
        length += n;
        if (length > most) {
          in.transferTo(OutputStream.nullOutputStream());
          return new TooLarge();
        }
        if (!account.charge(n, WAIT)) {
          return new NoMemory();
        }
      }
    }
  }

  /** Reads the rest of a request, so that the client sees the response. */
  private static void discard(ServerRequest request) throws IOException {
    try (InputStream in = request.content().inputStream()) {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
