package dev.kopi.core.evm;

import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/** Remembers the analysis of code by the code's hash. It may forget at any time. */
public interface CodeCache {
  /** What was put last for this hash, or null. */
  @Nullable AnalysedCode get(Hash codeHash);

  /** Remembers. */
  void put(Hash codeHash, AnalysedCode code);

  /**
   * Told after each run of the interpreter how much gas it has spent in this code altogether. One
   * that has a compiler attaches {@link CompiledCode} to what is hot.
   */
  default void ran(AnalysedCode code, long gas) {}
}
