package dev.kopi.services.engine.payload;

import dev.kopi.core.primitives.Hash;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The pool transactions that were running when a build had to end. One that takes longer than a
 * build would keep out all that come after it, so it is left out after a few builds and then only
 * tried now and then. For one thread.
 */
final class InterruptedTransactions {
  /** After so many interrupted builds a transaction is left out. */
  static final int BUILDS = 3;

  /** Of so many builds, one tries it again: the machine may have been busy. */
  static final int RETRY_EVERY = 16;

  private static final int MAX_ENTRIES = 1024;

  private final Map<Hash, Counts> entries =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Counts> eldest) {
          return size() > MAX_ENTRIES;
        }
      };

  private static final class Counts {
    int interrupted;
    int skipped;
  }

  /** A build ended while the transaction ran. */
  void add(Hash transaction) {
    entries.computeIfAbsent(transaction, hash -> new Counts()).interrupted++;
  }

  /** Whether the build that asks leaves the transaction out. */
  boolean shouldSkip(Hash transaction) {
    Counts entry = entries.get(transaction);
    return entry != null && entry.interrupted >= BUILDS && ++entry.skipped % RETRY_EVERY != 0;
  }
}
