/**
 * Channels: compressed sequences of batches, cut into frames. Encoding for the batcher, assembling
 * and decompression for derivation.
 */
@NullMarked
package dev.kopi.core.derivation.channel;

import org.jspecify.annotations.NullMarked;
