package dev.kopi.services.execution;

import dev.kopi.core.evm.AnalysedCode;
import dev.kopi.core.evm.CodeCache;
import dev.kopi.core.evm.LocalCodeCache;
import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/** An LRU cache for many threads, whose code is interpreted only. */
public final class SharedCodeCache implements CodeCache {
  private final LocalCodeCache cache;

  /** With a limit of about {@code mostBytes} of memory. */
  public SharedCodeCache(long mostBytes) {
    cache = new LocalCodeCache(mostBytes);
  }

  @Override
  public synchronized @Nullable AnalysedCode get(Hash codeHash) {
    return cache.get(codeHash);
  }

  @Override
  public synchronized void put(Hash codeHash, AnalysedCode code) {
    cache.put(codeHash, code);
  }
}
