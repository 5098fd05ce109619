package dev.kopi.core.execution;

import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.CodeCache;
import dev.kopi.core.evm.LocalCodeCache;
import dev.kopi.core.evm.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * What the execution of blocks draws on.
 *
 * @param crypto cryptography
 * @param codes remembers analysed code
 * @param tableSeed a number that users cannot know, for the tables of the world state; without
 *     influence on results
 * @param tracer watches execution, or null
 */
public record ExecutionResources(
    Crypto crypto, CodeCache codes, long tableSeed, @Nullable Tracer tracer) {
  private static final long CODE_CACHE_BYTES = 64 << 20;

  /** Takes another seed for 0, under which small keys would collide. */
  public ExecutionResources {
    tableSeed = tableSeed == 0 ? 0x9e3779b97f4a7c15L : tableSeed;
  }

  /**
   * With a code cache of its own, for one thread, where nobody chooses slots against the tables.
   */
  public static ExecutionResources of(Crypto crypto) {
    return of(crypto, 0);
  }

  /** With a code cache of its own, for one thread. */
  public static ExecutionResources of(Crypto crypto, long tableSeed) {
    return new ExecutionResources(crypto, new LocalCodeCache(CODE_CACHE_BYTES), tableSeed, null);
  }
}
