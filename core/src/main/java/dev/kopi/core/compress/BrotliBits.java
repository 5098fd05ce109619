package dev.kopi.core.compress;

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
  private final BitInput in;
  private final int start;
  private final Runnable atEdge;
  private long edge = FIRST_CHUNK;

  /**
   * From an offset on.
   *
   * @param atEdge is called before bits behind an edge are used
   */
  BrotliBits(byte[] input, int start, Runnable atEdge) {
    this.input = input;
    this.in = new BitInput(input, start);
    this.start = start;
    this.atEdge = atEdge;
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
    long begin = in.bit();
    long last = 8 * (Math.min(input.length, start + edge) - BrotliLiterals.INPUT);
    int to = codes.read(input, begin, last, output, from, from + most);
    if (codes.bit() != begin) {
      in.moveTo(codes.bit());
    }
    return to - from;
  }

  /** The next symbol of a code. */
  int symbol(HuffmanCode code) {
    in.has(HuffmanCode.MAX_BITS);
    int entry = code.lookup(in.peek());
    int length = entry & 15;
    drop(length);
    check(length != 0);
    return entry >>> 4;
  }

  /** Up to 24 bits as a number. */
  int take(int count) {
    int value = peek(count);
    drop(count);
    return value;
  }

  /** The next bits without taking them; zeros where the input has ended. */
  int peek(int count) {
    in.has(count);
    return in.peek() & (1 << count) - 1;
  }

  /** Takes bits that were peeked at. */
  void drop(int count) {
    if (!in.has(count)) {
      throw new OutOfInput();
    }
    in.drop(count);
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
    return (in.bit() + 7 >>> 3) - start;
  }

  /** Passes over the rest of a byte, which must be zero. */
  void alignToByte() {
    check(take(in.leftOfByte()) == 0);
  }

  /** Takes whole bytes, as many as are there and at most up to an edge; answers how many. */
  int takeBytes(int most, Decompressed target) {
    int position = (int) (in.bit() >>> 3);
    if (position == input.length) {
      throw new OutOfInput();
    }
    if (consumedBytes() == edge) {
      atEdge.run();
      edge += CHUNK;
    }
    int n = (int) Math.min(Math.min(most, input.length - position), edge - consumedBytes());
    target.append(input, position, n);
    in.moveTo(8L * (position + n));
    return n;
  }

  /** Passes over whole bytes. */
  void skipBytes(int count) {
    for (int i = 0; i < count; i++) {
      take(8);
    }
  }
}
