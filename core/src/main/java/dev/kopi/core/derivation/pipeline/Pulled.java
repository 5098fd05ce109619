package dev.kopi.core.derivation.pipeline;

/** What a step hands to the one after it. */
sealed interface Pulled<T> {
  /** Something. */
  record Item<T>(T value) implements Pulled<T> {}

  /** Nothing yet, but something was done: ask again. */
  record Again<T>() implements Pulled<T> {}

  /** Nothing before the next L1 block is read. */
  record Exhausted<T>() implements Pulled<T> {}
}
