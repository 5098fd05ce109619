package dev.kopi.core.cannon.code;

import org.jspecify.annotations.Nullable;

/** Compiles regions, perhaps while the machine runs on. Used by one machine. */
public interface BlockCompiler {
  /** Takes a region to compile it; false when too many wait. */
  boolean offer(HotRegion region);

  /** A region that is compiled, each once; null when there is none. */
  @Nullable Compiled poll();

  /** What became of a region; the block is null when it cannot be compiled. */
  record Compiled(HotRegion region, @Nullable CompiledBlock block) {}
}
