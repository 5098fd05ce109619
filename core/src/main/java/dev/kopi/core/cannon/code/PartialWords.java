package dev.kopi.core.cannon.code;

import dev.kopi.core.cannon.memory.PagedMemory;

/**
 * Loads and stores of a part of a word, for interpreter and compiled code. Addresses of halves,
 * words and double words are taken as if their lowest bits were zero.
 *
 * <p>Stores answer whether they changed code that is compiled.
 */
public final class PartialWords {
  private static final long LOW_32 = 0xffffffffL;

  private PartialWords() {}

  private static int byteShift(long address) {
    return (~(int) address & 7) * 8;
  }

  private static int halfShift(long address) {
    return (~(int) address & 6) * 8;
  }

  private static int wordShift(long address) {
    return (~(int) address & 4) * 8;
  }

  /** srav of the contract MIPS 1.0.1, which does not mask the amount. */
  public static long shiftUnmasked(long value, long amount) {
    return (amount & LOW_32) < 32 ? (int) value >> (int) amount : 0;
  }

  /** lb. */
  public static long loadByte(PagedMemory memory, long address) {
    return (byte) (memory.get64(address) >>> byteShift(address));
  }

  /** lbu. */
  public static long loadByteUnsigned(PagedMemory memory, long address) {
    return memory.get64(address) >>> byteShift(address) & 0xff;
  }

  /** lh. */
  public static long loadHalf(PagedMemory memory, long address) {
    return (short) (memory.get64(address) >>> halfShift(address));
  }

  /** lhu. */
  public static long loadHalfUnsigned(PagedMemory memory, long address) {
    return memory.get64(address) >>> halfShift(address) & 0xffff;
  }

  /** lwl over a register's value. */
  public static long loadWordLeft(PagedMemory memory, long address, long rt) {
    int shift = ((int) address & 3) * 8;
    return memory.get32(address) << shift | (int) rt & ~(-1 << shift);
  }

  /** lwr. The upper half of the register stays, unless the word's sign bit is loaded. */
  public static long loadWordRight(PagedMemory memory, long address, long rt) {
    int shift = 24 - ((int) address & 3) * 8;
    int loaded = memory.get32(address) >>> shift | (int) rt & ~(-1 >>> shift);
    return shift == 0 ? loaded : rt & ~LOW_32 | loaded & LOW_32;
  }

  /** ldl over a register's value. */
  public static long loadDoubleLeft(PagedMemory memory, long address, long rt) {
    int shift = ((int) address & 7) * 8;
    return memory.get64(address) << shift | rt & ~(-1L << shift);
  }

  /** ldr over a register's value. */
  public static long loadDoubleRight(PagedMemory memory, long address, long rt) {
    int shift = 56 - ((int) address & 7) * 8;
    return memory.get64(address) >>> shift | rt & ~(-1L >>> shift);
  }

  /** sb. */
  public static boolean storeByte(PagedMemory memory, long address, long value) {
    int shift = byteShift(address);
    return memory.merge64(address, 0xffL << shift, (value & 0xff) << shift);
  }

  /** sh. */
  public static boolean storeHalf(PagedMemory memory, long address, long value) {
    int shift = halfShift(address);
    return memory.merge64(address, 0xffffL << shift, (value & 0xffff) << shift);
  }

  /** swl. */
  public static boolean storeWordLeft(PagedMemory memory, long address, long value) {
    int shift = ((int) address & 3) * 8;
    return storeWord(memory, address, -1 >>> shift, (int) value >>> shift);
  }

  /** swr. */
  public static boolean storeWordRight(PagedMemory memory, long address, long value) {
    int shift = 24 - ((int) address & 3) * 8;
    return storeWord(memory, address, -1 << shift, (int) value << shift);
  }

  private static boolean storeWord(PagedMemory memory, long address, int mask, int value) {
    int shift = wordShift(address);
    return memory.merge64(address, (mask & LOW_32) << shift, (value & LOW_32) << shift);
  }

  /** sdl. */
  public static boolean storeDoubleLeft(PagedMemory memory, long address, long value) {
    int shift = ((int) address & 7) * 8;
    return memory.merge64(address, -1L >>> shift, value >>> shift);
  }

  /** sdr. */
  public static boolean storeDoubleRight(PagedMemory memory, long address, long value) {
    int shift = 56 - ((int) address & 7) * 8;
    return memory.merge64(address, -1L << shift, value << shift);
  }
}
