/**
 * Decisions of the batcher: which L2 blocks go into which channel, when a channel is closed, which
 * frames an L1 transaction carries, and what to do when one is confirmed, lost or late.
 */
@NullMarked
package dev.kopi.core.batcher;

import org.jspecify.annotations.NullMarked;
