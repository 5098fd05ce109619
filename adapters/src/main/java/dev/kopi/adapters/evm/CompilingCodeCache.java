package dev.kopi.adapters.evm;

import dev.kopi.core.evm.AnalysedCode;
import dev.kopi.core.evm.CodeCache;
import dev.kopi.core.evm.CompiledCode;
import dev.kopi.core.primitives.Hash;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A code cache that compiles hot code: code in which the interpreter has spent much gas. */
public final class CompilingCodeCache implements CodeCache {
  private static final Logger LOG = LoggerFactory.getLogger(CompilingCodeCache.class);

  /** The gas after which compilation pays off: some tens of milliseconds of interpretation. */
  public static final long HOT_GAS = 20_000_000;

  private final CodeCache cache;
  private final long hotGas;
  private final Executor executor;
  private final Function<AnalysedCode, @Nullable CompiledCode> compiler;
  private final AtomicLong failures = new AtomicLong();

  /**
   * Over a cache.
   *
   * @param hotGas after how much gas code is compiled
   * @param executor compiles; the interpreter goes on until that is done
   */
  public CompilingCodeCache(CodeCache cache, long hotGas, Executor executor) {
    this(cache, hotGas, executor, BytecodeCompiler::compile);
  }

  /** The same with a compiler, which returns null for code that it does not compile. */
  public CompilingCodeCache(
      CodeCache cache,
      long hotGas,
      Executor executor,
      Function<AnalysedCode, @Nullable CompiledCode> compiler) {
    this.compiler = compiler;
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
      executor.execute(() -> compile(code));
    }
  }

  /** Code that cannot be compiled stays interpreted. */
  private void compile(AnalysedCode code) {
    try {
      CompiledCode compiled = compiler.apply(code);
      if (compiled != null) {
        code.attach(compiled);
      }
    } catch (RuntimeException | LinkageError e) {
      failures.incrementAndGet();
      LOG.error("cannot compile code of {} bytes; it stays interpreted", code.code().size(), e);
    }
  }

  /** How often code could not be compiled because of a defect. */
  public long failures() {
    return failures.get();
  }
}
