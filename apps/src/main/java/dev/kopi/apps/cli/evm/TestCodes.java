package dev.kopi.apps.cli.evm;

import dev.kopi.adapters.evm.CompilingCodeCache;
import dev.kopi.core.evm.CodeCache;
import dev.kopi.core.evm.LocalCodeCache;

/** Code caches for test runs. */
public final class TestCodes {
  private static final long BYTES = 64 << 20;

  private TestCodes() {}

  /**
   * A cache for one thread.
   *
   * @param compiled whether all code is compiled before it first runs
   */
  public static CodeCache create(boolean compiled) {
    LocalCodeCache cache = new LocalCodeCache(BYTES);
    return compiled ? CompilingCodeCache.atOnce(cache) : cache;
  }
}
