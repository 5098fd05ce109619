package dev.kopi.core.compress;

/**
 * A stream that is decompressed on demand. The output is one array, which is also the decoder's
 * window; it never grows beyond the limit.
 */
public abstract sealed class Decompressed permits Inflate, Brotli {
  private final int limit;
  private final OutputBuffer buffer;
  private byte[] output;
  private int written;
  private int published;
  private boolean ended;

  /**
   * Nothing is decoded yet.
   *
   * @param limit the most bytes that are decoded
   * @param expected the expected size of the output, in bytes
   * @param buffer provides the memory
   */
  Decompressed(int limit, int expected, OutputBuffer buffer) {
    this.limit = limit;
    this.buffer = buffer;
    int least = Math.max(64, Math.min(limit, expected));
    this.output = buffer.take(least, Math.max(64, limit));
  }

  /**
   * Decodes until at least this many bytes are available.
   *
   * @return false if the data or the limit ends before
   */
  public final boolean require(int bytes) {
    while (published < bytes && bytes <= limit && !ended) {
      decodeMore(bytes);
    }
    return published >= bytes;
  }

  /** The number of decoded bytes. */
  public final int size() {
    return published;
  }

  /** The decoded bytes from the start, read-only; replaced when it grows. */
  public final byte[] output() {
    return output;
  }

  /**
   * Decodes until about {@code target} bytes are available, or calls {@link #end}. Publishes the
   * bytes that are final.
   */
  abstract void decodeMore(int target);

  /** The number of bytes written, unpublished ones included. */
  final int written() {
    return written;
  }

  /** The first {@code bytes} that were written count from now on. */
  final void publish(int bytes) {
    published = bytes;
  }

  /** Nothing more comes. */
  final void end() {
    ended = true;
  }

  final boolean isEnded() {
    return ended;
  }

  /** How many bytes can be written into {@link #output} as it is. */
  final int capacity() {
    return output.length;
  }

  /** Bytes were written into {@link #output} itself. */
  final void written(int total) {
    written = total;
  }

  /** Appends a byte. */
  final void append(int value) {
    if (written == output.length && !grow(1)) {
      return;
    }
    output[written++] = (byte) value;
  }

  /** Appends bytes of an array. */
  final void append(byte[] from, int offset, int length) {
    int n = reserve(length);
    System.arraycopy(from, offset, output, written, n);
    written += n;
  }

  /** Appends bytes that lie {@code distance} back in the output, which may overlap. */
  final void copy(int distance, int length) {
    int n = reserve(length);
    int from = written - distance;
    byte[] out = output;
    int to = written;
    if (distance >= n) {
      System.arraycopy(out, from, out, to, n);
    } else {
      for (int i = 0; i < n; i++) {
        out[to + i] = out[from + i];
      }
    }
    written += n;
  }

  /** Makes room; answers how many of the bytes fit below the limit, and ends when not all do. */
  private int reserve(int length) {
    if (output.length - written >= length || grow(length)) {
      return length;
    }
    return output.length - written;
  }

  private boolean grow(int more) {
    long wanted = Math.max((long) written + more, 2L * output.length);
    if (output.length < limit) {
      output = buffer.grow(output, (int) Math.min(limit, wanted));
    }
    boolean fits = output.length - written >= more;
    if (!fits) {
      end();
    }
    return fits;
  }
}
