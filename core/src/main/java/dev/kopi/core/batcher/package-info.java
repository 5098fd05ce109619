/**
 * What a batcher decides: which L2 blocks go into which channel, when a channel is closed, which
 * frames travel in which L1 transaction, and what follows when one is confirmed, lost or too late.
 */
@NullMarked
package dev.kopi.core.batcher;

import org.jspecify.annotations.NullMarked;
