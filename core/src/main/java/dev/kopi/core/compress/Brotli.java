package dev.kopi.core.compress;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;

/**
 * Brotli.
 *
 * <p>Of truncated input all decoded output is kept. Of malformed input only what the reference has
 * flushed before is kept, see {@link BrotliBits}; it also flushes when its ring buffer is full.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7932">RFC 7932</a>
 */
public final class Brotli extends Decompressed {
  /** The size of the static dictionary, in bytes. */
  public static final int DICTIONARY_SIZE = 122_784;

  private static final int[] INSERT_EXTRA = {
    0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 12, 14, 24
  };
  private static final int[] COPY_EXTRA = {
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 24
  };
  private static final int[] INSERT_BASE = bases(0, INSERT_EXTRA);
  private static final int[] COPY_BASE = bases(2, COPY_EXTRA);
  // For each of eleven groups of 64 commands: the first insert code and the first copy code.
  private static final int[] INSERT_CELL = {0, 0, 0, 0, 8, 8, 0, 16, 8, 16, 16};
  private static final int[] COPY_CELL = {0, 8, 0, 8, 0, 8, 16, 0, 16, 8, 16};

  private static final int[] WORD_BITS = {
    0, 0, 0, 0, 10, 10, 11, 11, 10, 10, 10, 10, 10, 9, 9, 7, 7, 8, 7, 7, 6, 6, 5, 5, 0
  };
  private static final int[] WORD_OFFSET = new int[WORD_BITS.length];
  private static final int MAX_DISTANCE = 0x7ffffffc;
  // For the short distance codes: the index into the last four distances, and the offset.
  private static final int[] SHORT_INDEX = {0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1};
  private static final int[] SHORT_DELTA = {0, 0, 0, 0, -1, 1, -2, 2, -3, 3, -1, 1, -2, 2, -3, 3};

  static {
    int offset = 0;
    for (int i = 0; i < WORD_BITS.length; i++) {
      WORD_OFFSET[i] = offset;
      offset += WORD_BITS[i] == 0 ? 0 : i << WORD_BITS[i];
    }
  }

  private enum State {
    HEADER,
    META_BLOCK,
    RAW,
    COMMANDS
  }

  private final byte[] dictionary;
  private final BrotliBits in;
  private final int[] distances = {4, 11, 15, 16};
  private State state = State.HEADER;
  private int window;
  private int maxBackward;
  private boolean lastBlock;
  private int left;
  private BrotliMetaBlock block = new BrotliMetaBlock();

  // The reference's ring buffer: its size, and the output size at its last wrap.
  private int ringSize;
  private int ringStart;

  /**
   * Over a stream.
   *
   * @param offset the position of its first byte
   * @param limit the most bytes that are decoded
   * @param dictionary the static dictionary of RFC 7932, appendix A
   * @param buffer provides the memory for the output
   * @throws DecodeException if the dictionary has another size
   */
  public Brotli(byte[] input, int offset, int limit, Bytes dictionary, OutputBuffer buffer) {
    super(limit, input.length + input.length / 4, buffer);
    if (dictionary.size() != DICTIONARY_SIZE) {
      throw new DecodeException("brotli: a dictionary of " + dictionary.size() + " bytes");
    }
    this.dictionary = dictionary.unsafeArray();
    this.in = new BrotliBits(input, offset, this::publishAll);
  }

  private static int[] bases(int first, int[] extra) {
    int[] out = new int[extra.length];
    int base = first;
    for (int i = 0; i < extra.length; i++) {
      out[i] = base;
      base += 1 << extra[i];
    }
    return out;
  }

  @Override
  void decodeMore(int target) {
    try {
      while (size() < target && !isEnded()) {
        switch (state) {
          case HEADER -> readHeader();
          case META_BLOCK -> readMetaBlock();
          case RAW -> copyRaw();
          case COMMANDS -> runCommands();
        }
      }
      if (isEnded()) {
        publishAll();
      }
    } catch (BrotliBits.OutOfInput e) {
      end();
      publishAll();
    } catch (BrotliBits.Broken e) {
      end();
      publishFullRing();
    }
  }

  private void publishAll() {
    publishFullRing();
    publish(written());
  }

  /** Publishes the output up to the last wrap of the ring buffer. */
  private void publishFullRing() {
    while (ringSize > 0 && written() - ringStart >= ringSize) {
      ringStart += ringSize;
      publish(Math.max(size(), ringStart));
    }
  }

  private void readHeader() {
    int bits = 16;
    if (in.take(1) == 1) {
      int n = in.take(3);
      if (n != 0) {
        bits = 17 + n;
      } else {
        n = in.take(3);
        in.check(n != 1);
        bits = n == 0 ? 17 : 8 + n;
      }
    }
    window = 1 << bits;
    maxBackward = window - 16;
    state = State.META_BLOCK;
  }

  private void readMetaBlock() {
    if (lastBlock) {
      in.alignToByte();
      end();
      return;
    }
    lastBlock = in.take(1) == 1;
    if (lastBlock && in.take(1) == 1) {
      return;
    }
    int nibbles = in.take(2);
    if (nibbles == 3) {
      skipMetadata();
      return;
    }
    int length = 0;
    for (int i = 0; i < nibbles + 4; i++) {
      int nibble = in.take(4);
      in.check(nibble != 0 || i < 4 || i < nibbles + 3);
      length |= nibble << (4 * i);
    }
    left = length + 1;
    boolean raw = !lastBlock && in.take(1) == 1;
    if (raw) {
      in.alignToByte();
      growRing();
      state = State.RAW;
    } else {
      growRing();
      block = new BrotliMetaBlock();
      block.readHeader(in);
      state = State.COMMANDS;
    }
  }

  private void growRing() {
    int needed = Math.max(1024, Math.max(ringSize, written() - ringStart + left));
    int size = window;
    while (size >> 1 >= needed) {
      size >>= 1;
    }
    ringSize = Math.max(ringSize, size);
  }

  private void skipMetadata() {
    in.check(in.take(1) == 0);
    int sizeBytes = in.take(2);
    int length = 0;
    for (int i = 0; i < sizeBytes; i++) {
      int value = in.take(8);
      in.check(value != 0 || i < sizeBytes - 1 || sizeBytes == 1);
      length |= value << (8 * i);
    }
    in.alignToByte();
    in.skipBytes(sizeBytes == 0 ? 0 : length + 1);
  }

  private void copyRaw() {
    left -= in.takeBytes(left, this);
    publishFullRing();
    if (left == 0) {
      state = State.META_BLOCK;
    }
  }

  private void runCommands() {
    int command = block.readCommand(in);
    int cell = command >>> 6;
    int insertCode = INSERT_CELL[cell] + (command >>> 3 & 7);
    int copyCode = COPY_CELL[cell] + (command & 7);
    int insertLength = INSERT_BASE[insertCode] + in.take(INSERT_EXTRA[insertCode]);
    int copyLength = COPY_BASE[copyCode] + in.take(COPY_EXTRA[copyCode]);
    left -= insertLength;
    in.check(left >= 0);
    readLiterals(insertLength);
    publishFullRing();
    if (left > 0 && !isEnded()) {
      copyMatchOrWord(command, copyLength);
    }
    if (left == 0) {
      state = State.META_BLOCK;
    }
  }

  private void readLiterals(int count) {
    int done = 0;
    while (done < count && !isEnded()) {
      int most = Math.min(count - done, capacity() - written());
      int found = block.readLiterals(in, output(), written(), most);
      if (found > 0) {
        written(written() + found);
      } else {
        append(block.readLiteral(in, output(), written()));
        found = 1;
      }
      done += found;
    }
  }

  private void copyMatchOrWord(int command, int copyLength) {
    // "If the insert-and-copy length code is below 128, the distance code is 0."
    int code = command < 128 ? 0 : block.readDistanceCode(in, copyLength);
    int distance = distance(code);
    int reach = Math.min(maxBackward, written());
    if (distance <= reach) {
      if (code != 0) {
        System.arraycopy(distances, 0, distances, 1, 3);
        distances[0] = distance;
      }
      left -= copyLength;
      in.check(left >= 0);
      copy(distance, copyLength);
    } else {
      left -= copyWord(distance - reach - 1, copyLength);
      in.check(left >= 0);
    }
    publishFullRing();
  }

  private int distance(int code) {
    if (code < 16) {
      int distance = distances[SHORT_INDEX[code]] + SHORT_DELTA[code];
      in.check(distance > 0);
      return distance;
    }
    long distance = block.longDistance(in, code);
    in.check(distance <= MAX_DISTANCE);
    return (int) distance;
  }

  /** Appends a word of the dictionary. Returns its length. */
  private int copyWord(int address, int length) {
    in.check(length >= 4 && length < WORD_BITS.length && WORD_BITS[length] != 0);
    int bits = WORD_BITS[length];
    int transform = address >>> bits;
    in.check(transform < BrotliTransforms.count());
    int offset = WORD_OFFSET[length] + (address & ((1 << bits) - 1)) * length;
    byte[] word = BrotliTransforms.apply(dictionary, offset, length, transform);
    append(word, 0, word.length);
    return word.length;
  }
}
