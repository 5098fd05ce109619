package dev.kopi.core.evm.precompile;

import org.jspecify.annotations.Nullable;

/** A contract that is built into the EVM. Its input is a part of an array that it only reads. */
public interface Precompile {
  /** What a call with this input costs; at most 2^62, which no one can pay. */
  long gas(byte[] input, int offset, int length);

  /** The output, which belongs to the caller, or null when the call fails and takes all its gas. */
  byte @Nullable [] run(byte[] input, int offset, int length);
}
