package dev.kopi.core.cannon.code;

/**
 * How a machine compiles code.
 *
 * @param compiler of this machine alone
 * @param interval interpreted steps between samples
 * @param threshold after how many samples a place is compiled
 */
public record CompiledTier(BlockCompiler compiler, int interval, int threshold) {
  /** Finds what is to be compiled of a machine's code. */
  public HotSpots of(GuestCode code, boolean wide) {
    return new HotSpots(code, wide, this);
  }
}
