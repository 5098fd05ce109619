package dev.kopi.adapters.evm;

import dev.kopi.core.evm.AnalysedCode;
import dev.kopi.core.evm.CodeCache;
import dev.kopi.core.evm.CompiledCode;
import dev.kopi.core.primitives.Hash;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/** A code cache that compiles hot code: code in which the interpreter has spent much gas. */
public final class CompilingCodeCache implements CodeCache {
  /** The gas after which compilation pays off: some tens of milliseconds of interpretation. */
  public static final long HOT_GAS = 20_000_000;

  private final CodeCache cache;
  private final long hotGas;
  private final Executor executor;

  /**
   * Over a cache.
   *
   * @param hotGas after how much gas code is compiled
   * @param executor compiles; the interpreter goes on until that is done
   */
  public CompilingCodeCache(CodeCache cache, long hotGas, Executor executor) {
    this.cache = cache;
    this.hotGas = hotGas;
    this.executor = executor;
  }

  /** Over a cache, compiling hot code in the background. */
  public static CompilingCodeCache inBackground(CodeCache cache) {
    return new CompilingCodeCache(cache, HOT_GAS, ForkJoinPool.commonPool());
  }

  /** Over a cache, compiling all code before it first runs: for tests, and slow. */
  public static CompilingCodeCache atOnce(CodeCache cache) {
    return new CompilingCodeCache(cache, 0, Runnable::run);
  }

  @Override
  public @Nullable AnalysedCode get(Hash codeHash) {
    return cache.get(codeHash);
  }

  @Override
  public void put(Hash codeHash, AnalysedCode code) {
    cache.put(codeHash, code);
    if (hotGas == 0) {
      ran(code, 0);
    }
  }

  @Override
  public void ran(AnalysedCode code, long gas) {
    if (gas >= hotGas && code.offerToCompiler()) {
      executor.execute(() -> {
        CompiledCode compiled = BytecodeCompiler.compile(code);
        if (compiled != null) {
          code.attach(compiled);
        }
      });
    }
  }
}
