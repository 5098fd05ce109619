package dev.kopi.core.compress;

/**
 * The bits of a Brotli stream, the lowest of each byte first.
 *
 * <p>Truncated and malformed input differ. All output before a truncation is kept. Of malformed
 * input, only the output up to the last flush point of the reference is kept: the reference gets
 * 4,095 bytes, then 32 KB at a time, and flushes its output when it needs more input.
 */
final class BrotliBits {
  private static final int FIRST_CHUNK = 4096 - 1;
  private static final int CHUNK = 1 << 15;

  /** The input is truncated. */
  static final class OutOfInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfInput() {
      super(null, null, false, false);
    }
  }

  /** The input is malformed. */
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
   * Starts at an offset.
   *
   * @param atEdge called before bits after a flush point are used
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
   * Reads literals up to the first one with a long code, and stops short of the end of the input
   * and of a flush point, where each symbol needs a check. Returns their number.
   *
   * @param output receives them; holds the preceding output
   * @param from the position of the first one
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

  /** The next bits without consuming them; zeros after the end of the input. */
  int peek(int count) {
    in.has(count);
    return in.peek() & (1 << count) - 1;
  }

  /** Consumes bits that were peeked. */
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

  /** The number of bytes consumed, a partly consumed one included. */
  private long consumedBytes() {
    return (in.bit() + 7 >>> 3) - start;
  }

  /** Skips the rest of a byte, which must be zero. */
  void alignToByte() {
    check(take(in.leftOfByte()) == 0);
  }

  /** Copies the available whole bytes, up to a flush point at most. Returns their number. */
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

  /** Skips whole bytes. */
  void skipBytes(int count) {
    for (int i = 0; i < count; i++) {
      take(8);
    }
  }
}
