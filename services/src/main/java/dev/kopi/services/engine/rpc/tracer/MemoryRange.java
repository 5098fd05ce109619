package dev.kopi.services.engine.rpc.tracer;

import dev.kopi.core.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/** Ranges of memory that reach beyond its end, as go-ethereum's tracers read them. */
public final class MemoryRange {
  /** How many zeros are added at most. */
  private static final long MAX_PADDING = 1 << 20;

  private MemoryRange() {}

  /**
   * A range of memory with zeros beyond its end.
   *
   * @return null when the range is negative, or {@link #padding} exceeds the limit
   */
  public static @Nullable Bytes padded(Bytes memory, long offset, long length) {
    if (offset < 0 || length < 0) {
      return null;
    }
    long end = offset + length;
    if (end >= 0 && end < memory.size()) {
      return memory.slice((int) offset, (int) end);
    }
    if (end < 0) {
      return Bytes.EMPTY;
    }
    if (isTooLong(memory, offset, length)) {
      return null;
    }
    byte[] out = new byte[(int) length];
    if (offset < memory.size()) {
      memory.copyTo((int) offset, out, 0, (int) (memory.size() - offset));
    }
    return Bytes.wrap(out);
  }

  /** Whether more zeros are needed than allowed. */
  public static boolean isTooLong(Bytes memory, long offset, long length) {
    return padding(memory, offset, length) > MAX_PADDING;
  }

  /** How far the range is beyond the end of memory. */
  public static long padding(Bytes memory, long offset, long length) {
    return offset + length - memory.size();
  }
}
