package dev.kopi.apps.proof;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.proof.preimage.PreimageOracle;
import dev.kopi.core.proof.preimage.ProofHint;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Serves an oracle to a program over two pairs of streams: one for hints, one for pre-images. Ends
 * when the program closes its side.
 *
 * @see <a href="https://specs.optimism.io/fault-proof/index.html#pre-image-communication">Pre-image
 *     communication</a>
 */
public final class PreimageServer {
  /** The most bytes of a hint: that of a payload holds the hex of a JSON of hex. */
  private static final int MAX_HINT = 64 << 20;

  private final PreimageOracle oracle;

  /** Of an oracle that two threads use. */
  public PreimageServer(PreimageOracle oracle) {
    this.oracle = oracle;
  }

  /**
   * The streams to and from a program.
   *
   * @param hints the program's hints
   * @param acknowledgements a byte for each hint
   * @param keys the keys of the pre-images that the program asks for
   * @param values the pre-images, each behind its length
   */
  public record Streams(
      InputStream hints, OutputStream acknowledgements, InputStream keys, OutputStream values) {}

  /**
   * Serves until the program ends.
   *
   * @throws IOException when a stream breaks within a message
   * @throws RuntimeException when a hint is malformed or a pre-image cannot be had
   */
  public void serve(Streams streams) throws IOException {
    Failure failure = new Failure();
    Thread hints =
        Thread.ofPlatform()
            .name("hints")
            .daemon()
            .start(() -> {
              try {
                serveHints(streams);
              } catch (IOException e) {
                failure.set(new UncheckedIOException(e));
              } catch (RuntimeException e) {
                failure.set(e);
              }
            });
    servePreimages(streams, failure);
    hints.interrupt();
    failure.rethrow();
  }

  private static final class Failure {
    private @Nullable RuntimeException cause;

    synchronized void set(RuntimeException failed) {
      cause = failed;
    }

    synchronized void rethrow() {
      RuntimeException failed = cause;
      if (failed != null) {
        throw failed;
      }
    }
  }

  private void serveHints(Streams streams) throws IOException {
    DataInputStream in = new DataInputStream(streams.hints());
    while (true) {
      int first = in.read();
      if (first < 0) {
        return;
      }
      int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
      if (length < 0 || length > MAX_HINT) {
        throw new DecodeException("a hint of " + Integer.toUnsignedString(length) + " bytes");
      }
      byte[] text = in.readNBytes(length);
      if (text.length < length) {
        throw new EOFException("the stream of hints ends within a hint");
      }
      try {
        oracle.hint(ProofHint.parse(new String(text, StandardCharsets.UTF_8)));
      } finally {
        streams.acknowledgements().write(0);
        streams.acknowledgements().flush();
      }
    }
  }

  private void servePreimages(Streams streams, Failure failure) throws IOException {
    OutputStream out = streams.values();
    while (true) {
      byte[] key = streams.keys().readNBytes(32);
      if (key.length == 0) {
        return;
      }
      if (key.length < 32) {
        throw new EOFException("the stream of keys ends within a key");
      }
      failure.rethrow();
      Bytes value = oracle.read(new PreimageKey(Hash.of(key)));
      byte[] message = new byte[8 + value.size()];
      BigEndian.putLong(message, 0, value.size());
      value.copyTo(0, message, 8, value.size());
      out.write(message);
      out.flush();
    }
  }
}
