package dev.kopi.core.cannon.code;

import java.util.HashMap;
import java.util.Map;

/**
 * Finds out by samples where the interpreter spends its time, has that compiled, and lets it run
 * compiled.
 */
public final class HotSpots {
  /** Exits from compiled code between samples: a power of two. */
  public static final int EXITS = 1024;

  /** Instructions of a region. */
  private static final int MOST_INSTRUCTIONS = 300;

  private static final int MOST_PLACES = 1 << 16;

  private final GuestCode code;
  private final boolean wide;
  private final BlockCompiler compiler;
  private final int interval;
  private final int threshold;
  private final Map<Long, Integer> samples = new HashMap<>();

  HotSpots(GuestCode code, boolean wide, CompiledTier tier) {
    this.code = code;
    this.wide = wide;
    this.compiler = tier.compiler();
    this.interval = tier.interval();
    this.threshold = tier.threshold();
  }

  /** Interpreted steps between samples. */
  public int interval() {
    return interval;
  }

  /** The interpreter is about to go on at an address, to which it jumped. */
  public void sample(long address) {
    for (BlockCompiler.Compiled done = compiler.poll(); done != null; done = compiler.poll()) {
      install(done);
    }
    if ((address & 3) != 0 || code.isCompiled(address)) {
      return;
    }
    int count = samples.merge(address, 1, Integer::sum);
    if (count >= threshold) {
      HotRegion region =
          code.mayCompile(address)
              ? new RegionScanner(code, wide, MOST_INSTRUCTIONS).scan(address)
              : null;
      if (region == null || compiler.offer(region)) {
        samples.put(address, Integer.MIN_VALUE); // Once is enough.
      }
    }
    if (samples.size() > MOST_PLACES) {
      samples.clear();
    }
  }

  private void install(BlockCompiler.Compiled done) {
    CompiledBlock block = done.block();
    if (block != null && isUnchanged(done.region())) {
      code.install(done.region(), block);
    } else if (block != null) {
      samples.remove(done.region().entry());
    }
  }

  private boolean isUnchanged(HotRegion region) {
    if (region.generation() != code.generation()) {
      return false;
    }
    for (HotRegion.Block block : region.blocks()) {
      long address = block.address();
      for (long instruction : block.instructions()) {
        if (!code.mayCompile(address) || code.decoded(address) != instruction) {
          return false;
        }
        address += 4;
      }
    }
    return true;
  }
}
