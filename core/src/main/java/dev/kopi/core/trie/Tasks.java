package dev.kopi.core.trie;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Runs pieces of work that do not depend on each other. Core has no threads: a service may bring
 * some.
 */
public interface Tasks {
  /** One piece after another. */
  Tasks SEQUENTIAL =
      new Tasks() {
        @Override
        public <T> List<T> run(List<Supplier<T>> pieces) {
          List<T> results = new ArrayList<>(pieces.size());
          for (Supplier<T> piece : pieces) {
            results.add(piece.get());
          }
          return results;
        }
      };

  /**
   * The results of all pieces, in their order; what a piece throws is thrown here. All pieces have
   * ended, and what they wrote is visible, when this returns.
   */
  <T> List<T> run(List<Supplier<T>> pieces);
}
