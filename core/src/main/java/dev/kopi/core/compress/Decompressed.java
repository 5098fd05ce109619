package dev.kopi.core.compress;

/**
 * Bytes that are decompressed as far as they are asked for. The output lies in one array, which is
 * the window of the decoder as well; it never grows beyond the limit.
 */
public abstract sealed class Decompressed permits Inflate, Brotli {
  private final int limit;
  private final OutputBuffer buffer;
  private byte[] output;
  private int written;
  private int published;
  private boolean ended;

  /**
   * Without output.
   *
   * @param limit the most bytes that are decoded
   * @param expected a guess at how many there will be
   * @param buffer lends the memory
   */
  Decompressed(int limit, int expected, OutputBuffer buffer) {
    this.limit = limit;
    this.buffer = buffer;
    int least = Math.max(64, Math.min(limit, expected));
    this.output = buffer.take(least, Math.max(64, limit));
  }

  /**
   * Decodes until so many bytes are there.
   *
   * @return false when the data ends or breaks off before, or the limit does
   */
  public final boolean require(int bytes) {
    while (published < bytes && bytes <= limit && !ended) {
      decodeMore(bytes);
    }
    return published >= bytes;
  }

  /** How many bytes are decoded so far. */
  public final int size() {
    return published;
  }

  /** The decoded bytes, from the start; replaced when it grows. Never to be written to. */
  public final byte[] output() {
    return output;
  }

  /**
   * Decodes until about {@code target} bytes are there, or calls {@link #end}; publishes what
   * counts.
   */
  abstract void decodeMore(int target);

  /** How many bytes were written, those included that do not count yet. */
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
