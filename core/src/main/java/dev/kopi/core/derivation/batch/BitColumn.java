package dev.kopi.core.derivation.batch;

import java.util.Arrays;

/**
 * Bits of a span batch, one per block or transaction. "Standard bitlists, in the context of
 * span-batches, are encoded as big-endian integers, left-padded with zeroes to the next multiple of
 * 8 bits": bit 0 is the lowest of the last byte.
 *
 * @see <a href="https://specs.optimism.io/protocol/delta/span-batches.html#span-batch-format">Span
 *     batch format</a>
 */
final class BitColumn {
  private byte[] reversed = new byte[16];
  private int count;

  int count() {
    return count;
  }

  /** How many bytes the bits take. */
  int size() {
    return sizeOf(count);
  }

  static int sizeOf(int count) {
    return (count + 7) >>> 3;
  }

  void add(boolean bit) {
    int at = count >>> 3;
    if (at == reversed.length) {
      reversed = Arrays.copyOf(reversed, 2 * reversed.length);
    }
    if ((count & 7) == 0) {
      reversed[at] = 0;
    }
    if (bit) {
      reversed[at] |= (byte) (1 << (count & 7));
    }
    count++;
  }

  /** Forgets the bits from {@code length} on. */
  void truncate(int length) {
    count = length;
    if ((count & 7) != 0) {
      reversed[count >>> 3] &= (byte) ((1 << (count & 7)) - 1);
    }
  }

  void writeTo(ByteSink out) {
    for (int i = size() - 1; i >= 0; i--) {
      out.put(reversed[i]);
    }
  }

  /** The bit at {@code index} of a bitlist that lies in {@code data}. */
  static boolean get(byte[] data, int offset, int count, int index) {
    return (data[offset + sizeOf(count) - 1 - (index >>> 3)] >>> (index & 7) & 1) != 0;
  }
}
