/**
 * The rollup node: it sequences L2 blocks, derives the safe chain from L1, follows L1's finality,
 * and drives an engine over the Engine API.
 *
 * <p>One thread, the driver's, owns all state. Derivation may have to wait for L1, so it runs on a
 * thread of its own and hands its results to the driver; sequencing is never held up by it.
 */
@NullMarked
package dev.kopi.services.node;

import org.jspecify.annotations.NullMarked;
