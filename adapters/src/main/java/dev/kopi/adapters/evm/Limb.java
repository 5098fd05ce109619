package dev.kopi.adapters.evm;

/** 64 bits of a word at compile time: where their value is at run time. */
sealed interface Limb {
  /** A constant at compile time. */
  record Constant(long value) implements Limb {}

  /** In a local variable of the JVM that is assigned once. */
  record Local(int slot) implements Limb {}

  /** On the EVM's stack: long {@code index} of the word at {@code position}. */
  record Stacked(int position, int index) implements Limb {}

  /** Zero. */
  Limb ZERO = new Constant(0);

  /** Whether the limb is known to be zero. */
  default boolean isZero() {
    return this instanceof Constant(long value) && value == 0;
  }
}
