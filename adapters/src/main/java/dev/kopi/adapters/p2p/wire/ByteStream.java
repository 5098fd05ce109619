package dev.kopi.adapters.p2p.wire;

import java.io.IOException;

/**
 * A duplex channel of bytes to a peer: a connection, the encrypted channel on it, or one stream of
 * it. One thread reads while another writes; both block.
 */
public interface ByteStream extends AutoCloseable {
  /**
   * Reads at least one byte, at most {@code length}.
   *
   * @return how many, or −1 when the peer sends no more
   * @throws IOException when the channel broke, or nothing came in time
   */
  int read(byte[] target, int offset, int length) throws IOException;

  /**
   * Writes all bytes.
   *
   * @throws IOException when the channel broke, or the peer did not take them in time
   */
  void write(byte[] source, int offset, int length) throws IOException;

  /** Writes a whole array. */
  default void write(byte[] source) throws IOException {
    write(source, 0, source.length);
  }

  /**
   * Sets how long a read may wait for the peer.
   *
   * @param millis 0: as long as the connection lives
   */
  void readTimeout(int millis) throws IOException;

  /** Says that no more is written; the peer may go on. */
  void closeWrite() throws IOException;

  /** Ends both directions at once; whoever waits is woken. */
  @Override
  void close();
}
