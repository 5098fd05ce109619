package dev.kopi.apps.bench.derivation;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Measures by the CPU time of the whole process, garbage collection and compilation included, so
 * that other processes on the machine do not count and more than one core is of no help.
 */
final class CpuClock {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** The clock advances in steps of 10 ms: a round takes at least so long. */
  private static final long LEAST_ROUND_NANOS = 400_000_000;

  /**
   * Items a second.
   *
   * @param median of the rounds
   * @param best of the rounds: the one that others on the machine disturbed least
   */
  record Speed(double median, double best) {}

  private CpuClock() {}

  /** How many items a second a piece of work handles, by some rounds after as many others. */
  static Speed perSecond(long items, int rounds, Runnable work) {
    for (int i = 0; i < rounds; i++) {
      round(work);
    }
    double[] found = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      found[i] = items * round(work);
    }
    Arrays.sort(found);
    return new Speed(found[rounds / 2], found[rounds - 1]);
  }

  /** How often a second the work is done. */
  private static double round(Runnable work) {
    long start = SYSTEM.getProcessCpuTime();
    for (int done = 1; ; done++) {
      work.run();
      long taken = SYSTEM.getProcessCpuTime() - start;
      if (taken >= LEAST_ROUND_NANOS) {
        return done * 1e9 / taken;
      }
    }
  }
}
