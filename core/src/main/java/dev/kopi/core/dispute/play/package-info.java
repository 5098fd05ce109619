/** What a challenger sends to L1 for a game, and in which order. */
@NullMarked
package dev.kopi.core.dispute.play;

import org.jspecify.annotations.NullMarked;
