package dev.kopi.core.derivation.pipeline;

/** The result of pulling from a stage. */
sealed interface Pulled<T> {
  /** A value. */
  record Item<T>(T value) implements Pulled<T> {}

  /** No value yet, but progress was made: pull again. */
  record Again<T>() implements Pulled<T> {}

  /** No value until the next L1 block is read. */
  record Exhausted<T>() implements Pulled<T> {}
}
