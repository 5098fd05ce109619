package dev.kopi.services.engine.rpc.filter;

/**
 * The new blocks whose logs a filter or subscription delivers.
 *
 * @param first the first block
 * @param last the last block, inclusive
 */
record LogRange(long first, long last) {
  /** All new blocks. */
  static final LogRange ALL = new LogRange(0, Long.MAX_VALUE);

  boolean contains(long number) {
    return first <= number && number <= last;
  }
}
