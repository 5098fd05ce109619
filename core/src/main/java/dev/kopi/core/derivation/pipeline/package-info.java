/**
 * The derivation pipeline, one class per stage: L1 traversal, L1 retrieval, frame queue, channel
 * bank or assembler, channel reader, batch queue or stage, attributes queue. Each stage pulls from
 * the one before it.
 */
@NullMarked
package dev.kopi.core.derivation.pipeline;

import org.jspecify.annotations.NullMarked;
