package dev.kopi.core.evm.precompile;

import org.jspecify.annotations.Nullable;

/**
 * A precompile that fails on input longer than the OP Stack can prove.
 *
 * @param inner what runs on shorter input
 * @param maxLength the longest input allowed, in bytes
 */
record LimitedInput(Precompile inner, int maxLength) implements Precompile {
  @Override
  public long gas(byte[] input, int offset, int length) {
    return inner.gas(input, offset, length);
  }

  @Override
  public byte @Nullable [] run(byte[] input, int offset, int length) {
    return length > maxLength ? null : inner.run(input, offset, length);
  }
}
