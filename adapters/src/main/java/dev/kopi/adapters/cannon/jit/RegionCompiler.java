package dev.kopi.adapters.cannon.jit;

import dev.kopi.core.cannon.code.BlockCompiler;
import dev.kopi.core.cannon.code.CompiledBlock;
import dev.kopi.core.cannon.code.CompiledTier;
import dev.kopi.core.cannon.code.HotRegion;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles regions on an executor; the interpreter goes on until that is done. A region that cannot
 * be compiled stays interpreted.
 */
public final class RegionCompiler implements BlockCompiler {
  private static final Logger LOG = LoggerFactory.getLogger(RegionCompiler.class);

  /** The most regions that are offered and not yet polled. Further ones are refused. */
  static final int MOST_PENDING = 64;

  /** A prime, so that samples fall on all places of a loop. */
  private static final int INTERVAL = 16_381;

  /** Samples after which compilation pays off: a million interpreted steps. */
  private static final int THRESHOLD = 64;

  private final Executor executor;
  private final Function<HotRegion, @Nullable CompiledBlock> compiler;
  private final Queue<Compiled> done = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicLong failures = new AtomicLong();

  /**
   * A compiler on an executor.
   *
   * @param compiler returns null for a region that it does not compile
   */
  RegionCompiler(Executor executor, Function<HotRegion, @Nullable CompiledBlock> compiler) {
    this.executor = executor;
    this.compiler = compiler;
  }

  /** Compiles hot code in the background. */
  public static CompiledTier inBackground() {
    return new CompiledTier(
        new RegionCompiler(ForkJoinPool.commonPool(), RegionClass::compile), INTERVAL, THRESHOLD);
  }

  /** Compiles early, and before the machine goes on: for tests. */
  public static CompiledTier atOnce() {
    return new CompiledTier(new RegionCompiler(Runnable::run, RegionClass::compile), 499, 2);
  }

  @Override
  public boolean offer(HotRegion region) {
    if (pending.incrementAndGet() > MOST_PENDING) {
      pending.decrementAndGet();
      return false;
    }
    executor.execute(() -> done.add(new Compiled(region, compile(region))));
    return true;
  }

  private @Nullable CompiledBlock compile(HotRegion region) {
    try {
      return compiler.apply(region);
    } catch (RuntimeException | LinkageError e) {
      failures.incrementAndGet();
      LOG.error(
          "cannot compile guest code at 0x{}; it stays interpreted",
          Long.toHexString(region.entry()),
          e);
      return null;
    }
  }

  @Override
  public @Nullable Compiled poll() {
    Compiled compiled = done.poll();
    if (compiled != null) {
      pending.decrementAndGet();
    }
    return compiled;
  }

  /** How often a region could not be compiled because of a defect. */
  long failures() {
    return failures.get();
  }
}
