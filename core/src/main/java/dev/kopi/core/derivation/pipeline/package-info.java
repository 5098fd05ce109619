/**
 * The derivation pipeline, one class per step: L1 traversal, L1 retrieval, frame queue, channel
 * bank or assembler, channel reader, batch queue or stage, attributes queue. Each step pulls from
 * the one before it.
 */
@NullMarked
package dev.kopi.core.derivation.pipeline;

import org.jspecify.annotations.NullMarked;
