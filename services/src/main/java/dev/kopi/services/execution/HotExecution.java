package dev.kopi.services.execution;

import dev.kopi.adapters.evm.CompilingCodeCache;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.LocalCodeCache;
import dev.kopi.core.execution.ExecutionResources;

/** Execution resources of a long-running node: compiles hot code, seeds hash tables randomly. */
public final class HotExecution {
  private static final long CODE_CACHE_BYTES = 64 << 20;

  private HotExecution() {}

  /** For one thread. */
  public static ExecutionResources resources(Crypto crypto) {
    CompilingCodeCache codes =
        CompilingCodeCache.inBackground(new LocalCodeCache(CODE_CACHE_BYTES));
    return new ExecutionResources(crypto, codes, TableSeed.random(), null);
  }
}
