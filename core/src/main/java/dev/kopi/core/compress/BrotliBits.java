package dev.kopi.core.compress;

import dev.kopi.core.platform.LittleEndian;

/**
 * The bits of a Brotli stream, the lowest of each byte first.
 *
 * <p>Running out of input and broken input are different: after the first everything decoded
 * counts, after the second only what was decoded up to the last edge at which the reference hands
 * its output on. It is fed 4,095 bytes and then 32 KB at a time, and hands on what it has when it
 * needs more.
 */
final class BrotliBits {
  private static final int FIRST_CHUNK = 4096 - 1;
  private static final int CHUNK = 1 << 15;

  /** The input ends within what was to be read. */
  static final class OutOfInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfInput() {
      super(null, null, false, false);
    }
  }

  /** The input is not what the format allows. */
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken() {
      super(null, null, false, false);
    }
  }

  private final byte[] input;
  private final int start;
  private final Runnable atEdge;
  private int position;
  private long bits;
  private int bitCount;
  private long edge;

  /**
   * From an offset on.
   *
   * @param atEdge is called before bits behind an edge are used
   */
  BrotliBits(byte[] input, int start, Runnable atEdge) {
    this.input = input;
    this.start = start;
    this.atEdge = atEdge;
    this.position = start;
    this.edge = FIRST_CHUNK;
  }

  void check(boolean holds) {
    if (!holds) {
      throw new Broken();
    }
  }

  /**
   * Reads literals as long as neither the end of the input nor an edge is near, where every symbol
   * must be looked at for itself, and up to the first one whose code is long; answers how many.
   *
   * @param output takes them, and holds what comes before them
   * @param from where the first one goes
   */
  int literals(BrotliLiterals codes, byte[] output, int from, int most) {
    long begin = 8L * position - bitCount;
    long last = 8 * (Math.min(input.length, start + edge) - BrotliLiterals.INPUT);
    int to = codes.read(input, begin, last, output, from, from + most);
    if (codes.bit() != begin) {
      position = (int) (codes.bit() >>> 3);
      bits = 0;
      bitCount = 0;
      int begun = (int) codes.bit() & 7;
      fill();
      bits >>>= begun;
      bitCount -= begun;
    }
    return to - from;
  }

  /** The next symbol of a code. */
  int symbol(HuffmanCode code) {
    if (bitCount < 15) {
      fill();
    }
    int entry = code.lookup((int) bits);
    int length = entry & 15;
    if (length > bitCount) {
      throw new OutOfInput();
    }
    check(length != 0);
    drop(length);
    return entry >>> 4;
  }

  /** Up to 24 bits as a number. */
  int take(int count) {
    if (bitCount < count) {
      fill();
      if (bitCount < count) {
        throw new OutOfInput();
      }
    }
    int value = (int) (bits & ((1L << count) - 1));
    drop(count);
    return value;
  }

  /** The next bits without taking them; zeros where the input has ended. */
  int peek(int count) {
    if (bitCount < count) {
      fill();
    }
    return (int) (bits & ((1L << count) - 1));
  }

  /** Takes bits that were peeked at. */
  void drop(int count) {
    if (count > bitCount) {
      throw new OutOfInput();
    }
    bits >>>= count;
    bitCount -= count;
    if (consumedBytes() > edge) {
      passEdge();
    }
  }

  private void passEdge() {
    atEdge.run();
    while (consumedBytes() > edge) {
      edge += CHUNK;
    }
  }

  /** How many bytes were begun. */
  private long consumedBytes() {
    return (long) position - start - (bitCount >>> 3);
  }

  /** Passes over the rest of a byte, which must be zero. */
  void alignToByte() {
    check(take(bitCount & 7) == 0);
  }

  /** Takes whole bytes, as many as are there and at most up to an edge; answers how many. */
  int takeBytes(int most, Decompressed target) {
    position -= bitCount >>> 3;
    bits = 0;
    bitCount = 0;
    if (position == input.length) {
      throw new OutOfInput();
    }
    if (consumedBytes() == edge) {
      atEdge.run();
      edge += CHUNK;
    }
    int n = (int) Math.min(Math.min(most, input.length - position), edge - consumedBytes());
    target.append(input, position, n);
    position += n;
    return n;
  }

  /** Passes over whole bytes. */
  void skipBytes(int count) {
    for (int i = 0; i < count; i++) {
      take(8);
    }
  }

  private void fill() {
    if (input.length - position >= Long.BYTES) {
      bits |= LittleEndian.getLong(input, position) << bitCount;
      position += (63 - bitCount) >>> 3;
      bitCount |= 56;
      bits &= -1L >>> (64 - bitCount);
      return;
    }
    while (bitCount <= 56 && position < input.length) {
      bits |= (input[position++] & 0xffL) << bitCount;
      bitCount += 8;
    }
  }
}
