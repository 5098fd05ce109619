package dev.kopi.core.compress;

import java.util.Arrays;

/**
 * An output buffer that is reused for one stream after another: allocating memory costs more than
 * decompressing a small channel. The output of a stream is overwritten by the next one.
 */
public final class OutputBuffer {
  private static final int MOST_KEPT = 1 << 23;

  private byte[] kept = {};

  /** A buffer of {@code least} to {@code most} bytes, not zeroed. */
  byte[] take(int least, int most) {
    return kept.length >= least && kept.length <= most ? kept : keep(new byte[least]);
  }

  /** A larger buffer with the same content at its start. */
  byte[] grow(byte[] memory, int size) {
    return keep(Arrays.copyOf(memory, size));
  }

  private byte[] keep(byte[] memory) {
    if (memory.length <= MOST_KEPT) {
      kept = memory;
    }
    return memory;
  }
}
