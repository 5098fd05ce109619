package dev.kopi.core.evm;

import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/** Caches analysed code by code hash. May evict at any time. */
public interface CodeCache {
  /** The cached analysis for this hash, or null. */
  @Nullable AnalysedCode get(Hash codeHash);

  /** Caches an analysis. */
  void put(Hash codeHash, AnalysedCode code);

  /**
   * Called after each run of the interpreter with the total gas that it has spent in this code. A
   * cache with a compiler attaches {@link CompiledCode} to hot code.
   */
  default void ran(AnalysedCode code, long gas) {}
}
