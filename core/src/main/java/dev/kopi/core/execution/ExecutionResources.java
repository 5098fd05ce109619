package dev.kopi.core.execution;

import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.CodeCache;
import dev.kopi.core.evm.LocalCodeCache;
import dev.kopi.core.evm.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * The resources that the execution of blocks uses.
 *
 * @param crypto cryptography
 * @param codes caches analysed code
 * @param tableSeed a secret seed for the hash tables of the world state; does not influence results
 * @param tracer observes execution, or null
 */
public record ExecutionResources(
    Crypto crypto, CodeCache codes, long tableSeed, @Nullable Tracer tracer) {
  private static final long CODE_CACHE_BYTES = 64 << 20;

  /** Replaces the seed 0, under which small keys would collide. */
  public ExecutionResources {
    tableSeed = tableSeed == 0 ? 0x9e3779b97f4a7c15L : tableSeed;
  }

  /** With its own code cache, for one thread, where no adversary chooses slots that collide. */
  public static ExecutionResources of(Crypto crypto) {
    return of(crypto, 0);
  }

  /** With its own code cache, for one thread. */
  public static ExecutionResources of(Crypto crypto, long tableSeed) {
    return new ExecutionResources(crypto, new LocalCodeCache(CODE_CACHE_BYTES), tableSeed, null);
  }
}
