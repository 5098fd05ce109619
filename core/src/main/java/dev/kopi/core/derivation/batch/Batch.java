package dev.kopi.core.derivation.batch;

/** What a channel holds: one L2 block, or a span of them. */
public sealed interface Batch permits SingularBatch, SpanBatch {
  /** The timestamp of the (first) L2 block. */
  long timestampSeconds();
}
