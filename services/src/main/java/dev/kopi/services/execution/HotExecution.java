package dev.kopi.services.execution;

import dev.kopi.adapters.evm.CompilingCodeCache;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.LocalCodeCache;
import dev.kopi.core.execution.ExecutionResources;

/** Resources for executing blocks for long: hot code is compiled, and tables have secret seeds. */
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
