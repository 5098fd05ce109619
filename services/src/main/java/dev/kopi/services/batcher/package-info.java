/**
 * The batcher: loads L2 blocks that are not safe, puts them into channels, and sends the channels'
 * frames to L1 until the rollup node has derived them.
 */
@NullMarked
package dev.kopi.services.batcher;

import org.jspecify.annotations.NullMarked;
