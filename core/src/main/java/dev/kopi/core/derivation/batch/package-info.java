/**
 * Batches: what the transactions of users in one L2 block, or in a span of them, look like on L1.
 * Encoding, decoding and the rules that a batch must follow.
 */
@NullMarked
package dev.kopi.core.derivation.batch;

import org.jspecify.annotations.NullMarked;
