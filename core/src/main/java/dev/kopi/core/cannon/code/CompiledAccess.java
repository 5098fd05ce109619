package dev.kopi.core.cannon.code;

import dev.kopi.core.cannon.memory.PagedMemory;

/**
 * Loads and stores of compiled code. They are of their own, so that the JIT compiler can be told
 * not to inline them: a region has a hundred, and compiling it would take five times as long.
 *
 * <p>Stores answer whether they changed code that is compiled.
 */
public final class CompiledAccess {
  private CompiledAccess() {}

  /** ld. */
  public static long loadDouble(PagedMemory memory, long address) {
    return memory.get64(address);
  }

  /** lw. */
  public static long loadWord(PagedMemory memory, long address) {
    return memory.get32(address);
  }

  /** lwu. */
  public static long loadWordUnsigned(PagedMemory memory, long address) {
    return memory.get32(address) & 0xffffffffL;
  }

  /** lb. */
  public static long loadByte(PagedMemory memory, long address) {
    return PartialWords.loadByte(memory, address);
  }

  /** lbu. */
  public static long loadByteUnsigned(PagedMemory memory, long address) {
    return PartialWords.loadByteUnsigned(memory, address);
  }

  /** lh. */
  public static long loadHalf(PagedMemory memory, long address) {
    return PartialWords.loadHalf(memory, address);
  }

  /** lhu. */
  public static long loadHalfUnsigned(PagedMemory memory, long address) {
    return PartialWords.loadHalfUnsigned(memory, address);
  }

  /** lwl. */
  public static long loadWordLeft(PagedMemory memory, long address, long rt) {
    return PartialWords.loadWordLeft(memory, address, rt);
  }

  /** lwr. */
  public static long loadWordRight(PagedMemory memory, long address, long rt) {
    return PartialWords.loadWordRight(memory, address, rt);
  }

  /** ldl. */
  public static long loadDoubleLeft(PagedMemory memory, long address, long rt) {
    return PartialWords.loadDoubleLeft(memory, address, rt);
  }

  /** ldr. */
  public static long loadDoubleRight(PagedMemory memory, long address, long rt) {
    return PartialWords.loadDoubleRight(memory, address, rt);
  }

  /** sd. */
  public static boolean storeDouble(PagedMemory memory, long address, long value) {
    return memory.set64(address, value);
  }

  /** sw. */
  public static boolean storeWord(PagedMemory memory, long address, long value) {
    return memory.set32(address, (int) value);
  }

  /** sb. */
  public static boolean storeByte(PagedMemory memory, long address, long value) {
    return PartialWords.storeByte(memory, address, value);
  }

  /** sh. */
  public static boolean storeHalf(PagedMemory memory, long address, long value) {
    return PartialWords.storeHalf(memory, address, value);
  }

  /** swl. */
  public static boolean storeWordLeft(PagedMemory memory, long address, long value) {
    return PartialWords.storeWordLeft(memory, address, value);
  }

  /** swr. */
  public static boolean storeWordRight(PagedMemory memory, long address, long value) {
    return PartialWords.storeWordRight(memory, address, value);
  }

  /** sdl. */
  public static boolean storeDoubleLeft(PagedMemory memory, long address, long value) {
    return PartialWords.storeDoubleLeft(memory, address, value);
  }

  /** sdr. */
  public static boolean storeDoubleRight(PagedMemory memory, long address, long value) {
    return PartialWords.storeDoubleRight(memory, address, value);
  }
}
