package dev.kopi.core.cannon.version;

/**
 * Where things lie in memory.
 *
 * @param heapStart where the heap begins
 * @param heapEnd where it ends
 * @param programBreak the answer to brk
 * @param stackTop the initial stack pointer
 * @param lastAddress the highest address a program may be loaded to
 */
public record Layout(
    long heapStart, long heapEnd, long programBreak, long stackTop, long lastAddress) {
  private static final Layout WIDE =
      new Layout(
          0x1000_0000_0000L,
          0x6000_0000_0000L,
          0x4000_0000_0000L,
          0x7fff_ffff_f000L,
          0xffff_ffff_ffffL);
  private static final Layout NARROW =
      new Layout(0x0500_0000L, 0x6000_0000L, 0x4000_0000L, 0x7fff_d000L, 0xffff_ffffL);

  /** The layout of a version. */
  public static Layout of(StateVersion version) {
    return version.is64() ? WIDE : NARROW;
  }
}
