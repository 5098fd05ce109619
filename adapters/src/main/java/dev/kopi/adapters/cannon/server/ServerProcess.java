package dev.kopi.adapters.cannon.server;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A pre-image server that is a process of its own. It reads hints from descriptor 3 and
 * acknowledges them on 4, reads keys from 5 and answers on 6.
 *
 * @see <a href="https://specs.optimism.io/fault-proof/index.html#pre-image-communication">Pre-image
 *     communication</a>
 */
public final class ServerProcess implements AutoCloseable {
  private static final int SIGINT = 2;
  private static final int MAX_PREIMAGE_BYTES = 1 << 30;
  private static final long PATIENCE_MILLIS = 1_000;
  private static final long CLOSING_MILLIS = 30_000;

  private final ChildProcess process;
  private final PipeEnd hints;
  private final PipeEnd acknowledgements;
  private final PipeEnd keys;
  private final PipeEnd values;
  private final Duration timeout;
  private boolean broken;

  private ServerProcess(ChildProcess process, List<PipeEnd> ends, Duration timeout) {
    this.process = process;
    this.hints = ends.get(0);
    this.acknowledgements = ends.get(1);
    this.keys = ends.get(2);
    this.values = ends.get(3);
    this.timeout = timeout;
  }

  /**
   * Starts a server.
   *
   * @param timeout the longest that one request may take
   * @throws IOException when it cannot be started
   */
  public static ServerProcess start(List<String> command, Duration timeout) throws IOException {
    PipeEnd[] hint = PipeEnd.pipe();
    PipeEnd[] acknowledgement = PipeEnd.pipe();
    PipeEnd[] key = PipeEnd.pipe();
    PipeEnd[] value = PipeEnd.pipe();
    List<PipeEnd> theirs = List.of(hint[0], acknowledgement[1], key[0], value[1]);
    List<PipeEnd> ours = List.of(hint[1], acknowledgement[0], key[1], value[0]);
    try {
      for (PipeEnd end : ours) {
        end.own();
      }
      ChildProcess process = ChildProcess.start(command, Map.of("NO_COLOR", "1"), theirs);
      return new ServerProcess(process, ours, timeout);
    } catch (IOException e) {
      ours.forEach(PipeEnd::close);
      throw e;
    } finally {
      theirs.forEach(PipeEnd::close);
    }
  }

  private long deadline() {
    return System.nanoTime() + timeout.toNanos();
  }

  /**
   * Asks for a pre-image.
   *
   * @throws IOException when the server has ended or does not answer in time
   */
  public Bytes preimage(Hash key) throws IOException {
    try {
      long deadline = deadline();
      keys.write(key.toArray(), deadline, process::isAlive);
      long size = BigEndian.getLong(values.read(8, deadline, process::isAlive), 0);
      if (size < 0 || size > MAX_PREIMAGE_BYTES) {
        throw new DecodeException(
            "the server says that pre-image "
                + key
                + " has "
                + Long.toUnsignedString(size)
                + " bytes");
      }
      return Bytes.wrap(values.read((int) size, deadline, process::isAlive));
    } catch (IOException e) {
      throw failed("pre-image " + key, e);
    }
  }

  /**
   * Hands on a hint and waits until it is taken.
   *
   * @throws IOException when the server has ended or does not answer in time
   */
  public void hint(Bytes hint) throws IOException {
    byte[] message = new byte[4 + hint.size()];
    BigEndian.putInt(message, 0, hint.size());
    System.arraycopy(hint.toArray(), 0, message, 4, hint.size());
    try {
      long deadline = deadline();
      hints.write(message, deadline, process::isAlive);
      acknowledgements.read(1, deadline, process::isAlive);
    } catch (IOException e) {
      throw failed("a hint", e);
    }
  }

  private IOException failed(String what, IOException cause) throws IOException {
    broken = true;
    boolean ended;
    try {
      ended = process.await(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return new IOException(
        "the pre-image server "
            + (ended ? "ended with status " + process.status() : "failed")
            + " at "
            + what
            + ": "
            + cause.getMessage(),
        cause);
  }

  /** Ends the server: by closing its pipes, then by signals. */
  @Override
  public void close() {
    List.of(hints, acknowledgements, keys, values).forEach(PipeEnd::close);
    try {
      if (process.await(broken ? PATIENCE_MILLIS : CLOSING_MILLIS)) {
        return;
      }
      process.signal(SIGINT);
      if (!process.await(PATIENCE_MILLIS)) {
        process.kill();
        process.await(PATIENCE_MILLIS);
      }
    } catch (InterruptedException e) {
      process.kill();
      Thread.currentThread().interrupt();
    }
  }
}
