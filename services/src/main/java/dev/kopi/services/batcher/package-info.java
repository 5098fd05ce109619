/**
 * The batcher: loads unsafe L2 blocks, adds them to channels, and sends the frames of the channels
 * to L1 until the rollup node has derived them.
 */
@NullMarked
package dev.kopi.services.batcher;

import org.jspecify.annotations.NullMarked;
