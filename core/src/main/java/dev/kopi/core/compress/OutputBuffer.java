package dev.kopi.core.compress;

import java.util.Arrays;

/**
 * Memory for output that one stream after the other uses: fresh memory costs more than small
 * channels take to decompress. When a stream begins, the output of the one before is gone.
 */
public final class OutputBuffer {
  private static final int MOST_KEPT = 1 << 23;

  private byte[] kept = {};

  /** Memory of {@code least} to {@code most} bytes, with anything in it. */
  byte[] take(int least, int most) {
    return kept.length >= least && kept.length <= most ? kept : keep(new byte[least]);
  }

  /** More memory, with the same at its start. */
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
