package dev.kopi.adapters.cannon.jit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.cannon.code.BlockCompiler.Compiled;
import dev.kopi.core.cannon.code.CompiledBlock;
import dev.kopi.core.cannon.code.HotRegion;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RegionQueueTest {
  private static final CompiledBlock BLOCK = (registers, memory, run, budget) -> 0;

  private static HotRegion region(long entry) {
    return new HotRegion(entry, true, 0, List.of());
  }

  @Test
  void refusesRegionsWhileTooManyAreCompiledAndNotPolled() {
    RegionCompiler compiler = new RegionCompiler(Runnable::run, region -> BLOCK);
    for (int i = 0; i < RegionCompiler.MOST_PENDING; i++) {
      assertThat(compiler.offer(region(i))).as("region %s", i).isTrue();
    }
    assertThat(compiler.offer(region(1_000))).isFalse();

    assertThat(compiler.poll()).isEqualTo(new Compiled(region(0), BLOCK));
    assertThat(compiler.offer(region(1_001))).as("a place is free again").isTrue();
    assertThat(compiler.offer(region(1_002))).isFalse();
  }

  @Test
  void countsRegionsThatCannotBeCompiledAndLeavesThemInterpreted() {
    RegionCompiler compiler =
        new RegionCompiler(
            Runnable::run,
            region -> {
              if (region.entry() == 1) {
                throw new VerifyError("a defect");
              }
              throw new IllegalStateException("a defect");
            });
    for (int i = 1; i <= 3; i++) {
      assertThat(compiler.offer(region(i))).isTrue();
      assertThat(compiler.poll()).isEqualTo(new Compiled(region(i), null));
      assertThat(compiler.failures()).isEqualTo(i);
    }
    assertThat(compiler.poll()).isNull();
  }

  @Test
  void reportsFailuresOfTheBackgroundThreadToo() {
    RegionCompiler compiler =
        new RegionCompiler(
            ForkJoinPool.commonPool(),
            region -> {
              throw new VerifyError("a defect");
            });
    assertThat(compiler.offer(region(8))).isTrue();
    assertThat(ForkJoinPool.commonPool().awaitQuiescence(10, TimeUnit.SECONDS)).isTrue();
    assertThat(compiler.poll()).isEqualTo(new Compiled(region(8), null));
    assertThat(compiler.failures()).isEqualTo(1);
  }
}
