package dev.kopi.adapters.evm;

/** 64 bits of a word while a block is compiled: where they are to be had at run time. */
sealed interface Limb {
  /** Known when the code is compiled. */
  record Constant(long value) implements Limb {}

  /** In a local variable of the JVM that is not written again. */
  record Local(int slot) implements Limb {}

  /** On the machine's stack: long {@code index} of the word at {@code position}. */
  record Stacked(int position, int index) implements Limb {}

  /** Zero. */
  Limb ZERO = new Constant(0);

  /** Whether the limb is known to be zero. */
  default boolean isZero() {
    return this instanceof Constant(long value) && value == 0;
  }
}
