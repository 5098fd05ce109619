package dev.kopi.apps.bench.store;

/** A histogram of durations, exact to one part in 64. For one thread. */
final class Latencies {
  private static final int SUB_BITS = 6;
  private static final int SUB = 1 << SUB_BITS;

  private final long[] counts = new long[(Long.SIZE - SUB_BITS) * SUB];
  private long all;

  void add(long nanos) {
    counts[index(Math.max(0, nanos))]++;
    all++;
  }

  /** How many were added. */
  long count() {
    return all;
  }

  /** The duration in nanoseconds that this share of them did not exceed; 0 when there are none. */
  long quantile(double share) {
    long wanted = (long) Math.ceil(share * all);
    long seen = 0;
    for (int i = 0; i < counts.length && wanted > 0; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return upper(i);
      }
    }
    return 0;
  }

  /** Durations below {@link #SUB} one by one, then so many steps from each power of two on. */
  private static int index(long nanos) {
    int shift = Math.max(0, Long.SIZE - 1 - SUB_BITS - Long.numberOfLeadingZeros(nanos | 1));
    return shift * SUB + (int) (nanos >>> shift);
  }

  private static long upper(int index) {
    int shift = Math.max(0, index / SUB - 1);
    return ((index - (long) shift * SUB + 1) << shift) - 1;
  }
}
