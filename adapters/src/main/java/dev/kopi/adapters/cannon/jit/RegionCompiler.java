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
import org.jspecify.annotations.Nullable;

/** Compiles regions on an executor; the interpreter goes on until that is done. */
public final class RegionCompiler implements BlockCompiler {
  /** A prime, so that samples fall on all places of a loop. */
  private static final int INTERVAL = 16_381;

  /** Samples after which compilation pays off: a million interpreted steps. */
  private static final int THRESHOLD = 64;

  private static final int MOST_WAITING = 64;

  private final Executor executor;
  private final Queue<Compiled> done = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  private RegionCompiler(Executor executor) {
    this.executor = executor;
  }

  /** Compiles hot code in the background. */
  public static CompiledTier inBackground() {
    return new CompiledTier(new RegionCompiler(ForkJoinPool.commonPool()), INTERVAL, THRESHOLD);
  }

  /** Compiles early, and before the machine goes on: for tests. */
  public static CompiledTier atOnce() {
    return new CompiledTier(new RegionCompiler(Runnable::run), 499, 2);
  }

  @Override
  public boolean offer(HotRegion region) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return false;
    }
    executor.execute(() -> {
      CompiledBlock block = null;
      try {
        block = RegionClass.compile(region);
      } finally {
        done.add(new Compiled(region, block));
        waiting.decrementAndGet();
      }
    });
    return true;
  }

  @Override
  public @Nullable Compiled poll() {
    return done.poll();
  }
}
